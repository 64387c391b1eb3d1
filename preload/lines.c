/* How high lines are, and where pages end between them.

   The engine cuts what a line is high off to whole dots: each of fifty lines that are 268.8 dots high is
   almost one too low, and a page of them ends some pixels too early. Here a paragraph is as high as its
   lines are together, to the nearest dot: what has been cut off is kept, and given to the next line as
   soon as it makes a dot.

   And it has pages end between letters: the next one begins with the letters of a line, without the
   room above them, and a line of which only the room below its letters does not fit is left on the page.
   Letters that are higher than their line would begin a page whole, which moves all of it down. In
   browsers a line is on a page with its own height. */
#include "line_height.h"
#include "preload.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Places in wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), and what stands there. In another
   build nothing is changed. */
enum {
  /* What sets the boxes of a line that begins at a height, and answers where it ends. */
  BOXES = 0xa8d570,
  MOST = 22,
  ADDRESS = 2,
};

static struct patch {
  uint32_t at;
  uint8_t size, before[MOST], after[MOST];
} patches[] = {
    /* cmovbe esi, [rdi+0x48], where it begins; mov rdi, rbp, the line; call BOXES. The block is in r12.
       Now mov rax, set_line_of_block; call rax */
    {0x9cbf9d, 12,
     {0x0f, 0x46, 0x77, 0x48, 0x48, 0x89, 0xef, 0xe8, 0xc7, 0x15, 0x0c, 0x00},
     {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0}},
    /* Which way a line goes: mov rdx, [rbx+0x20]; movzx edx, byte [rdx+0x31]; shr dl, 7; mov rdx,
       [r12+0x40]; cmove ecx, eax, how high its letters are; cmove esi, edi, where they begin. The line
       is in rbx. Now mov rax, edges_of_line; call rax; nop */
    {0x9b4119, 22,
     {0x48, 0x8b, 0x53, 0x20, 0x0f, 0xb6, 0x52, 0x31, 0xc0, 0xea, 0x07,
      0x49, 0x8b, 0x54, 0x24, 0x40, 0x0f, 0x44, 0xc8, 0x0f, 0x44, 0xf7},
     {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0,
      0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00, 0x0f, 0x1f, 0x40, 0x00}},
};
enum { PATCHES = sizeof patches / sizeof *patches };

/* As WebKit has them, as far as they are looked at here. */
struct block {
  char before[8];
  const struct style *style;
  char between[0xa0];
  /* The lowest bits: what the engine makes of it. */
  uint32_t line_height;
};
struct line {
  char before[0x18];
  /* The line that it is a part of. */
  const struct line *parent;
  const struct block *block;
  char between[0x30];
  const struct line *previous;
  char behind[0x30];
  /* By how much it has been moved to the next page before. */
  int32_t moved;
  char more[0xc];
  int32_t end;
};
struct edges {
  int32_t top, height;
};
_Static_assert(offsetof(struct line, previous) == 0x58, "previous");
_Static_assert(offsetof(struct line, moved) == 0x90, "moved");
_Static_assert(offsetof(struct line, end) == 0xa0, "end");
_Static_assert(offsetof(struct block, line_height) == 0xb0, "line_height");

static int (*set_boxes)(void *line, int from, void *fonts, void *places);

/* What is left over behind the last line of a block that was set. Blocks are within each other, and each
   has its own: the latest are kept. Which is which must not hang on where the heap has lines: it is
   found by the line before, and a line that is set is no other block's any more, as it may lie where one
   of another block lay. A line that is set once more, on the next page, begins anew. */
static struct rest {
  const struct line *last;
  double dots;
  /* Where the last line begins. */
  int from;
} rests[64];
enum { RESTS = sizeof rests / sizeof *rests };

/* What is left over for a line. */
static struct rest *rest_for(const struct line *line) {
  static unsigned count;
  struct rest *found = NULL;
  for (struct rest *rest = rests; rest < rests + RESTS; rest++) {
    if (rest->last == line) rest->last = NULL;
    if (line->previous && rest->last == line->previous) found = rest;
  }
  if (!found) {
    found = &rests[count++ % RESTS];
    found->dots = 0.5;
  }
  found->last = line;
  return found;
}

static int asked_height(const struct block *block) { return (int32_t)(block->line_height << 1) >> 1; }

/* What the engine has cut off a line of this block, or put to it; 0 where its height was not asked
   for as a number. */
static double lost(const struct block *block, int height) {
  double exact = exact_line_height(block->style);
  /* Another line than those of the block alone is higher because of something in it. */
  if (exact < 0 || height != asked_height(block)) return 0;
  double rest = exact - height;
  return fabs(rest) < 2 ? rest : 0;
}

__attribute__((used)) static int set_line(struct line *line, int from, void *fonts, void *places,
                                          const struct block *block) {
  int to = set_boxes(line, from, fonts, places);
  if (dots_in_pixel() < 1) return to;
  struct rest *rest = rest_for(line);
  rest->from = from;
  rest->dots += lost(block, to - from);
  double whole = floor(rest->dots);
  rest->dots -= whole;
  return to + (int)whole;
}

/* Where a line begins, as far as it is known. */
static int beginning(const struct line *line, int otherwise) {
  if (line->previous) return line->previous->end + line->moved;
  for (const struct rest *rest = rests; rest < rests + RESTS; rest++)
    if (rest->last == line) return rest->from;
  return otherwise;
}

/* Moves the edges of the letters of a line to those of the line. */
__attribute__((used)) static struct edges edges_of(const struct line *line, int top, int height) {
  /* What is less than that is left on a page: pages end on whole dots. */
  enum { PART = 3, OF = 10 };
  struct edges edges = {top, height};
  if (dots_in_pixel() < 1 || line->parent) return edges;
  int asked = asked_height(line->block);
  int begin = beginning(line, line->end - asked < top ? line->end - asked : top);
  int end = line->end - (int)(dots_in_pixel() * PART / OF), bottom = top + height;
  /* What stands between lines is none of their room. */
  if (abs(begin - top) < asked) edges.top = begin;
  if (abs(end - bottom) < asked) bottom = end;
  edges.height = bottom - edges.top;
  return edges;
}

/* From WebKit's registers, and into them. */
extern void set_line_of_block(void), edges_of_line(void);
__asm__(".text\n"
        "set_line_of_block:\n"
        "\tcmovbe 0x48(%rdi), %esi\n\tmov %rbp, %rdi\n\tmov %r12, %r8\n\tjmp set_line\n"
        "edges_of_line:\n"
        "\tmov 0x20(%rbx), %rdx\n\ttestb $0x80, 0x31(%rdx)\n"
        "\tcmove %eax, %ecx\n\tcmove %edi, %esi\n"
        "\tmov %rbx, %rdi\n\tmov %ecx, %edx\n\tsub $8, %rsp\n\tcall edges_of\n\tadd $8, %rsp\n"
        "\tmov %eax, %esi\n\tmov %rax, %rcx\n\tshr $32, %rcx\n\tmov 0x40(%r12), %rdx\n\tret\n");

void keep_whole_lines(void) {
  uint8_t *program = program_with_code(patches[1].at, BOXES);
  if (!program) return;
  for (int i = 0; i < PATCHES; i++)
    if (memcmp(program + patches[i].at, patches[i].before, patches[i].size)) return;
  set_boxes = (__typeof__(set_boxes))(uintptr_t)(program + BOXES);
  uintptr_t functions[PATCHES] = {(uintptr_t)set_line_of_block, (uintptr_t)edges_of_line};
  for (int i = 0; i < PATCHES; i++) {
    memcpy(patches[i].after + ADDRESS, &functions[i], sizeof functions[i]);
    if (!write_code(program + patches[i].at, patches[i].after, patches[i].size, PROT_READ | PROT_EXEC)) return;
  }
}
