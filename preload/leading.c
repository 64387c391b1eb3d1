/* Where letters stand in their line.

   What a line is higher than its letters is room above and below them, half of it each. Browsers leave whole
   pixels of it above, and the rest below; the engine divides it in dots, and letters stood up to a pixel lower. */
#include "preload.h"
#include <math.h>
#include <string.h>
#include <sys/mman.h>

/* Where RenderBlock::baselinePosition and RenderInline::baselinePosition of wkhtmltopdf 0.12.6.1 (the build of
   vendor/engine.pin) end: sub edx, eax, the height of the line less that of its letters; mov eax, edx; shr eax, 31;
   add eax, edx; sar eax; add eax, the ascent, which is in ebp or ebx. In another build nothing is changed. */
enum { OF_BLOCKS = 0x9c99cb, OF_INLINES = 0xa03e3a, SIZE = 13, ADDRESS = 2 };
static const uint8_t before[] = {0x29, 0xc2, 0x89, 0xd0, 0xc1, 0xe8, 0x1f, 0x01, 0xd0, 0xd1, 0xf8, 0x01};
/* mov r11, ours; call r11 */
static uint8_t after[SIZE] = {0x49, 0xbb, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0xff, 0xd3};

__attribute__((used)) static int baseline(int letters, int line, int ascent) {
  double dots = dots_in_pixel();
  int room = line - letters;
  if (dots < 1) return ascent + room / 2;
  /* Lengths are in whole dots: what is a hair less than a pixel is one. */
  enum { HAIR = 1, OF = 100 };
  return ascent + (int)lround(floor(room / 2.0 / dots + (double)HAIR / OF) * dots);
}

extern void baseline_of_block(void), baseline_of_inline(void);
__asm__(".text\n"
        "baseline_of_block:\n\tmov %ebp, %esi\n\tjmp 1f\n"
        "baseline_of_inline:\n\tmov %ebx, %esi\n"
        "1:\tpush %rbp\n\tmov %rsp, %rbp\n\tand $-16, %rsp\n"
        "\tmov %eax, %edi\n\txchg %edx, %esi\n\tcall baseline\n"
        "\tmov %rbp, %rsp\n\tpop %rbp\n\tret\n");

void leave_whole_pixels(void) {
  static const struct {
    uint32_t at;
    uint8_t ascent;
    void (*ours)(void);
  } places[] = {{OF_BLOCKS, 0xe8, baseline_of_block}, {OF_INLINES, 0xd8, baseline_of_inline}};
  enum { PLACES = sizeof places / sizeof *places };
  uint8_t *program = program_with_code(OF_BLOCKS, OF_INLINES + SIZE);
  if (!program) return;
  for (int i = 0; i < PLACES; i++) {
    const uint8_t *place = program + places[i].at;
    if (memcmp(place, before, sizeof before) || place[sizeof before] != places[i].ascent) return;
  }
  for (int i = 0; i < PLACES; i++) {
    uintptr_t function = (uintptr_t)places[i].ours;
    memcpy(after + ADDRESS, &function, sizeof function);
    if (!write_code(program + places[i].at, after, sizeof after, PROT_READ | PROT_EXEC)) return;
  }
}
