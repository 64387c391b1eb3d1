/* How much a page's scripts may allocate before the engine looks for what they have left.

   It looks whenever half a megabyte is new, and goes through all that is alive each time: while a
   library for charts sets itself up, that is a sixth of the time, and next to nothing is found. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* In WebKit's Heap, of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin): what stands before the
   number, and how many bytes of it. */
static const struct place {
  uint32_t at;
  uint8_t size, before[7];
} places[] = {
    /* mov edx, LEAST: when it has looked, four times */
    {0x122d91e, 1, {0xba}},
    {0x122da24, 1, {0xba}},
    {0x122dbe1, 1, {0xba}},
    {0x122dc62, 1, {0xba}},
    /* mov qword [rbx+0x2e8], LEAST: at first */
    {0x122df1e, 7, {0x48, 0xc7, 0x83, 0xe8, 0x02, 0x00, 0x00}},
};
enum { PLACES = sizeof places / sizeof *places };

static const uint32_t LEAST = 512 << 10, OURS = 16 << 20;

void look_seldom(void) {
  uint8_t *program = program_with_code(places[0].at, places[PLACES - 1].at + 16);
  if (!program) return;
  for (int i = 0; i < PLACES; i++) {
    const uint8_t *place = program + places[i].at;
    if (memcmp(place, places[i].before, places[i].size)) return;
    if (memcmp(place + places[i].size, &LEAST, sizeof LEAST)) return;
  }
  for (int i = 0; i < PLACES; i++) {
    uint8_t *number = program + places[i].at + places[i].size;
    if (!write_code(number, (const uint8_t *)&OURS, sizeof OURS, PROT_READ | PROT_EXEC)) return;
  }
}
