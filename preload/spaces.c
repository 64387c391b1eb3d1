/* A narrow space that does not break, U+202F, has a width.

   To the engine's Qt it is a mark that directs text, as those on both sides of it are: it has no width,
   and `1 234` of a French document is `1234`. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* Where Qt asks whether a character is one of the eight from U+2028 on, in wkhtmltopdf 0.12.6.1 (the build of
   vendor/engine.pin): lea REGISTER, [CHARACTER-0x2028]; cmp REGISTER, 7. The last of them is the space. */
static const struct place {
  uint32_t at;
  uint8_t character, compared;
} places[] = {{0x2165847, 0x97, 0xfa}, {0x21659a8, 0x97, 0xfa}, {0x2168d7d, 0x8a, 0xf9}, {0x216a070, 0x8a, 0xf9}};
enum { PLACES = sizeof places / sizeof *places, SIZE = 10 };

void widen_narrow_spaces(void) {
  uint8_t *program = program_with_code(places[0].at, places[PLACES - 1].at + SIZE);
  if (!program) return;
  for (int i = 0; i < PLACES; i++) {
    const uint8_t wanted[SIZE] = {0x8d, places[i].character, 0xd8, 0xdf, 0xff, 0xff, 0x66, 0x83, places[i].compared, 7};
    if (memcmp(program + places[i].at, wanted, SIZE)) return;
  }
  static const uint8_t seven_characters = 6;
  for (int i = 0; i < PLACES; i++) {
    uint8_t *last = program + places[i].at + SIZE - 1;
    if (!write_code(last, &seven_characters, sizeof seven_characters, PROT_READ | PROT_EXEC)) return;
  }
}
