/* How justified lines are wider: by their spaces, as in browsers, and as much as they need.

   A line of WebKit's consists of texts: the words before a bold one, that one, and those behind it. Of each
   it says how much wider it is, the space at its end included. To Qt, which knows of whole lines alone,
   spaces at the end are not there: it gave what was theirs to the spaces before, and where there were none,
   to the letters: `o f 12,400`. And Arabic letters were drawn out before spaces were made wider, as
   calligraphers do, and no browser.

   WebKit keeps how much wider a text is in eleven bits with a sign. Its dots were meant to be pixels: of the
   twelfths that we have, 85 pixels have no room there. What a long word at the end of a line left was less
   than nothing, and the line stayed as it was. It is never less than nothing, so the sign is worth 85 pixels. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

enum { MOST = 32 };
static const struct place {
  uint32_t at;
  uint8_t size, before[MOST], after[MOST];
} places[] = {
    /* In QTextEngine::justify of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), where it goes back over
       the spaces at the end, and leaves away the character before them, behind which there can be no more
       room: sub rdx, 1; cmp rcx, rdx; je; test byte [rax+rdx], 4; jne to the first; mov [rsp+0x88], edx.
       Instead add edx, 1; jmp to the last: of a text that ends with a space nothing is left away. */
    {0x1c61250,
     22,
     {0x48, 0x83, 0xea, 0x01, 0x48, 0x39, 0xd1, 0x74, 0x7d, 0xf6, 0x04,
      0x10, 0x04, 0x75, 0xf1, 0x89, 0x94, 0x24, 0x88, 0x00, 0x00, 0x00},
     {0x83, 0xc2, 0x01, 0xeb, 0x0a, 0x90, 0x90, 0x74, 0x7d, 0xf6, 0x04,
      0x10, 0x04, 0x75, 0xf1, 0x89, 0x94, 0x24, 0x88, 0x00, 0x00, 0x00}},
    /* Where it asks whether a letter is one of the kinds that are drawn out: add eax, 9; and eax, 15;
       cmp al, 6; ja to the next letter. Instead of the last jmp to it. */
    {0x1c61759, 6, {0x0f, 0x87, 0x14, 0xff, 0xff, 0xff}, {0x90, 0xe9, 0x14, 0xff, 0xff, 0xff}},
    /* In computeInlineDirectionPositionsForLine: what was in the bits, sar dx, 5; and what is put there. mov
       edx, r11d; shl edx, 5; subss xmm1, xmm0; pxor xmm0, xmm0; sar dx, 5; mov ebx, edx; movsx edx, dx;
       cvtsi2ss xmm0, edx; and bx, 0x7ff. Instead of that no more than there is room for: subss; pxor; mov
       edx, 0x7ff; cmp r11d, edx; cmovle edx, r11d; mov ebx, edx; cvtsi2ss; nop. */
    {0x9d65c9, 4, {0x66, 0xc1, 0xfa, 0x05}, {0x66, 0xc1, 0xea, 0x05}},
    {0x9d65e6,
     32,
     {0x44, 0x89, 0xda, 0xc1, 0xe2, 0x05, 0xf3, 0x0f, 0x5c, 0xc8, 0x66, 0x0f, 0xef, 0xc0, 0x66, 0xc1,
      0xfa, 0x05, 0x89, 0xd3, 0x0f, 0xbf, 0xd2, 0xf3, 0x0f, 0x2a, 0xc2, 0x66, 0x81, 0xe3, 0xff, 0x07},
     {0xf3, 0x0f, 0x5c, 0xc8, 0x66, 0x0f, 0xef, 0xc0, 0xba, 0xff, 0x07, 0x00, 0x00, 0x41, 0x39, 0xd3,
      0x41, 0x0f, 0x4e, 0xd3, 0x89, 0xd3, 0xf3, 0x0f, 0x2a, 0xc2, 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00}},
};
enum { PLACES = sizeof places / sizeof *places };

/* Where InlineTextBox reads it, behind shl eax, 5: sar ax, 5; cwde. Without the sign shr ax, 5. */
static const uint32_t readers[] = {0x99e02c, 0x99e368, 0x99f8f7, 0x9a03e0, 0x9a0998,
                                   0x9a0ed7, 0x9a2077, 0x9a2aff, 0x9a415c};
static const uint8_t with_sign[] = {0x66, 0xc1, 0xf8, 0x05, 0x98};
static const uint8_t without[] = {0x66, 0xc1, 0xe8, 0x05, 0x98};
enum { READERS = sizeof readers / sizeof *readers };

void justify_by_spaces(void) {
  uint8_t *program = program_with_code(readers[0], places[1].at + places[1].size);
  if (!program) return;
  for (int i = 0; i < PLACES; i++)
    if (memcmp(program + places[i].at, places[i].before, places[i].size)) return;
  for (int i = 0; i < READERS; i++)
    if (memcmp(program + readers[i], with_sign, sizeof with_sign)) return;
  /* Where one may be written, all may. */
  for (int i = 0; i < PLACES; i++)
    if (!write_code(program + places[i].at, places[i].after, places[i].size, PROT_READ | PROT_EXEC)) return;
  for (int i = 0; i < READERS; i++)
    if (!write_code(program + readers[i], without, sizeof without, PROT_READ | PROT_EXEC)) return;
}
