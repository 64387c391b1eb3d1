/* Lists of nodes are objects, and nothing that is called.

   To this WebKit `list(0)` is `list[0]`, and so `typeof list` is "function": scripts of today take such
   a list for a function, and not for what they could go through. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* What says how a NodeList is called, and an HTMLCollection, in wkhtmltopdf 0.12.6.1 (the build of
   vendor/engine.pin): lea rax, FUNCTION; mov [rsi], rax; mov eax, 1; ret. 0 is what is not called. */
static const uint32_t places[] = {0x12e3624, 0x12dc344};
enum { PLACES = sizeof places / sizeof *places };

static const uint8_t lea[] = {0x48, 0x8d, 0x05};
static const uint8_t called[] = {0x48, 0x89, 0x06, 0xb8, 0x01, 0x00, 0x00, 0x00, 0xc3};
enum { CALLED = 7, NUMBER = CALLED + 4 };

void call_no_lists(void) {
  uint8_t *program = program_with_code(places[1], places[0] + CALLED + sizeof called);
  if (!program) return;
  for (int i = 0; i < PLACES; i++) {
    const uint8_t *place = program + places[i];
    if (memcmp(place, lea, sizeof lea) || memcmp(place + CALLED, called, sizeof called)) return;
  }
  static const uint8_t not_called = 0;
  for (int i = 0; i < PLACES; i++) {
    uint8_t *number = program + places[i] + NUMBER;
    if (!write_code(number, &not_called, sizeof not_called, PROT_READ | PROT_EXEC)) return;
  }
}
