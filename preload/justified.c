/* How justified lines are wider: by their spaces, as in browsers.

   A line of WebKit's consists of texts: the words before a bold one, that one, and those behind it. Of each
   it says how much wider it is, the space at its end included. To Qt, which knows of whole lines alone,
   spaces at the end are not there: it gave what was theirs to the spaces before, and where there were none,
   to the letters: `o f 12,400`. And Arabic letters were drawn out before spaces were made wider, as calligraphers do,
   and no browser. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* In QTextEngine::justify of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin). */
static const struct place {
  uint32_t at;
  uint8_t size, before[22], after_size, after[6];
} places[] = {
    /* Where it goes back over the spaces at the end, and leaves away the character before them, behind which
       there can be no more room: sub rdx, 1; cmp rcx, rdx; je; test byte [rax+rdx], 4; jne to the first;
       mov [rsp+0x88], edx. Instead add edx, 1; jmp to the last: of a text that ends with a space nothing is
       left away. */
    {0x1c61250,
     22,
     {0x48, 0x83, 0xea, 0x01, 0x48, 0x39, 0xd1, 0x74, 0x7d, 0xf6, 0x04,
      0x10, 0x04, 0x75, 0xf1, 0x89, 0x94, 0x24, 0x88, 0x00, 0x00, 0x00},
     5,
     {0x83, 0xc2, 0x01, 0xeb, 0x0a}},
    /* Where it asks whether a letter is one of the kinds that are drawn out: add eax, 9; and eax, 15; cmp al, 6;
       ja to the next letter. Instead of the last jmp to it. */
    {0x1c61759, 6, {0x0f, 0x87, 0x14, 0xff, 0xff, 0xff}, 6, {0x90, 0xe9, 0x14, 0xff, 0xff, 0xff}},
};
enum { PLACES = sizeof places / sizeof *places };

void justify_by_spaces(void) {
  uint8_t *program = program_with_code(places[0].at, places[PLACES - 1].at + places[PLACES - 1].size);
  if (!program) return;
  for (int i = 0; i < PLACES; i++)
    if (memcmp(program + places[i].at, places[i].before, places[i].size)) return;
  for (int i = 0; i < PLACES; i++)
    if (!write_code(program + places[i].at, places[i].after, places[i].after_size, PROT_READ | PROT_EXEC)) return;
}
