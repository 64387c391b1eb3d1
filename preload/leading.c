/* Where letters stand in their line.

   What a line is higher than its letters is room above and below them, half of it each. Browsers leave whole
   pixels of it above, and the rest below; the engine divides it in dots, and letters stood up to a pixel lower.

   How high a line is, the engine knows in whole dots, and rounds the size of the font before that: 1.6 times 12.48
   pixels are 20 to it, and not 19.97, and half of the room is a whole pixel more. So whose line it is has to be known. */
#include "line_height.h"
#include "preload.h"
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

/* Where RenderBlock::baselinePosition and RenderInline::baselinePosition of wkhtmltopdf 0.12.6.1 (the build of
   vendor/engine.pin) end: sub edx, eax, the height of the line less that of its letters; mov eax, edx; shr eax, 31;
   add eax, edx; sar eax; add eax, the ascent, which is in ebp or ebx. In another build nothing is changed. */
enum { OF_BLOCKS = 0x9c99cb, OF_INLINES = 0xa03e3a, SIZE = 13, ADDRESS = 2 };
static const uint8_t before[] = {0x29, 0xc2, 0x89, 0xd0, 0xc1, 0xe8, 0x1f, 0x01, 0xd0, 0xd1, 0xf8, 0x01};
/* mov r11, ours; call r11 */
static uint8_t after[SIZE] = {0x49, 0xbb, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0xff, 0xd3};

/* Where both ask how high the line is: mov rax, [r12]; mov edx, [rsp]; mov esi, r13d; mov rdi, r12; call [rax+0x568]; and
   mov rax, [rbp]; lea rdx, OF_INLINE_ITSELF; mov rax, [rax+0x568]. Instead mov rax, ours; call rax; nop. */
enum { BLOCK_ASKS = 0x9c9993, INLINE_ASKS = 0xa03ddb, OF_INLINE_ITSELF = 0xa040e0, MOST = 19 };
static const uint8_t block_asks[] = {0x49, 0x8b, 0x04, 0x24, 0x8b, 0x14, 0x24, 0x44, 0x89, 0xee,
                                     0x4c, 0x89, 0xe7, 0xff, 0x90, 0x68, 0x05, 0x00, 0x00},
                     inline_asks[] = {0x48, 0x8b, 0x45, 0x00, 0x48, 0x8d, 0x15, 0xfa, 0x02,
                                      0x00, 0x00, 0x48, 0x8b, 0x80, 0x68, 0x05, 0x00, 0x00};

/* As WebKit has it, as far as it is looked at here. */
struct object {
  void *functions;
  const struct style *style;
};

/* What has asked last how high its line is. */
__attribute__((used)) static const struct object *asks;
__attribute__((used)) static const void *of_inline_itself;

/* How high the line is, before that was rounded. */
static double exact(const struct object *object, int line) {
  double height = object ? exact_line_height(object->style) : -1;
  return height >= 0 && fabs(height - line) < 2 ? height : line;
}

__attribute__((used)) static int baseline(int letters, int line, int ascent) {
  double dots = dots_in_pixel();
  const struct object *object = asks;
  asks = NULL;
  if (dots < 1) return ascent + (line - letters) / 2;
  /* Letters are in whole dots: what is a hair less than a pixel is one. */
  enum { HAIR = 1, OF = 100 };
  return ascent + (int)lround(floor((exact(object, line) - letters) / 2 / dots + (double)HAIR / OF) * dots);
}

extern void baseline_of_block(void), baseline_of_inline(void), block_that_asks(void), inline_that_asks(void);
__asm__(".text\n"
        "block_that_asks:\n\tmov %r12, asks(%rip)\n\tmov 8(%rsp), %edx\n\tmov %r13d, %esi\n\tmov %r12, %rdi\n"
        "\tmov (%r12), %rax\n\tjmp *0x568(%rax)\n"
        "inline_that_asks:\n\tmov %rbp, asks(%rip)\n\tmov of_inline_itself(%rip), %rdx\n\tmov (%rbp), %rax\n"
        "\tmov 0x568(%rax), %rax\n\tret\n"
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
  static const struct {
    uint32_t at;
    const uint8_t *before;
    size_t size;
    void (*ours)(void);
  } asking[] = {{BLOCK_ASKS, block_asks, sizeof block_asks, block_that_asks},
                {INLINE_ASKS, inline_asks, sizeof inline_asks, inline_that_asks}};
  uint8_t *program = program_with_code(BLOCK_ASKS, OF_INLINES + SIZE);
  if (!program) return;
  for (int i = 0; i < PLACES; i++)
    if (memcmp(program + asking[i].at, asking[i].before, asking[i].size)) return;
  for (int i = 0; i < PLACES; i++) {
    const uint8_t *place = program + places[i].at;
    if (memcmp(place, before, sizeof before) || place[sizeof before] != places[i].ascent) return;
  }
  for (int i = 0; i < PLACES; i++) {
    uintptr_t function = (uintptr_t)places[i].ours;
    memcpy(after + ADDRESS, &function, sizeof function);
    if (!write_code(program + places[i].at, after, sizeof after, PROT_READ | PROT_EXEC)) return;
  }
  of_inline_itself = program + OF_INLINE_ITSELF;
  for (int i = 0; i < PLACES; i++) {
    uint8_t asked[MOST] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0, 0x0f, 0x1f, 0x40, 0x00, 0x90, 0x90, 0x90};
    uintptr_t function = (uintptr_t)asking[i].ours;
    memcpy(asked + ADDRESS, &function, sizeof function);
    if (!write_code(program + asking[i].at, asked, asking[i].size, PROT_READ | PROT_EXEC)) return;
  }
}
