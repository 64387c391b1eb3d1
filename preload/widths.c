/* How wide texts are. The engine rounds the width of each piece that it asks about to whole dots:
   the words of a line one by one where it asks how wide a box is by its contents, and longer pieces
   where it breaks lines. So the last word of such a box did not fit, though nothing was in its way.
   Here both are exact.

   And letters stand as close to each other as their font says, as in browsers. The engine can do
   that, and does not, where it takes the short way with a text. Ligatures it makes then as well,
   but nobody could copy or read their letters from the file: they are left out. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* Places in wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), and what stands there. In
   another build nothing is changed. */
enum {
  /* How wide a text is, with flags; and the same without. */
  WIDTH = 0x1c425f0,
  WIDTH_ALONE = 0x1c42ac0,
  /* Where it is rounded: letters one after the other, and with what fonts say of them. */
  ROUND_LETTERS = 0x1c427cf,
  ADD_HALF = 0x1c42868,
  WHOLE = 0x1c42874,
  /* Where WebKit asks, takes off the space before the first word, and has a number of it. */
  ASK = 0xd9f7c9,
  ASK_LETTERS = 0xd9fa10,
  LESS_SPACE = 0xd9f804,
  LESS_SPACE_TOO = 0xd9f87d,
  LESS_SPACE_OF_LETTERS = 0xd9fa51,
  NUMBER = 0xd9f819,
  NUMBER_OF_LETTERS = 0xd9fa5d,
  /* Where a single space has a way of its own. */
  SPACE_ALONE = 0xd9f6ce,
  /* Which way a text goes; where that goes on, and where it ends for none. */
  WAY = 0xd01eb0,
  WAY_ON = 0xd01ec1,
  NO_TEXT = 0xd0206a,
  /* The names of what is done to letters of Europe: ligatures, and those by context. */
  LIGATURES = 0x24ade08,
  LIGATURES_BY_CONTEXT = 0x24ade10,
};
/* Where others ask with flags, and need whole dots. */
static const uint32_t others[] = {0xd9fc44, 0xd9fc81, 0xda00e5, 0xda0a0c, 0xda0e8c};

enum { OTHERS = sizeof others / sizeof *others, MOST = 21, LETTERS = 0x100000 };

struct patch {
  uint32_t at;
  uint8_t size, before[MOST], after[MOST];
};

static struct patch patches[] = {
    {WIDTH_ALONE, 14,
     {0xf3, 0x0f, 0x1e, 0xfa, 0x31, 0xc9, 0xe9, 0x25, 0xfb, 0xff, 0xff, 0x90, 0x0f, 0x1f},
     /* xor ecx, ecx; mov rax, whole_width; jmp rax */
     {0x31, 0xc9, 0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}},
    {ASK, 16,
     {0xba, 0xff, 0xff, 0xff, 0xff, 0x4c, 0x89, 0xf6, 0x4c, 0x89, 0xef, 0xe8, 0xe7, 0x32, 0xea, 0x00},
     /* mov rax, ask; call rax; nop */
     {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0, 0x0f, 0x1f, 0x40, 0x00}},
    {ASK_LETTERS, 21,
     {0xb9, 0x00, 0x00, 0x10, 0x00, 0xba, 0xff, 0xff, 0xff, 0xff, 0x4c,
      0x89, 0xe6, 0x4c, 0x89, 0xf7, 0xe8, 0xcb, 0x2b, 0xea, 0x00},
     /* mov rax, ask_letters; call rax; nop */
     {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0,
      0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}},
    {WAY, 17,
     {0x85, 0xd2, 0x0f, 0x8e, 0xb2, 0x01, 0x00, 0x00, 0x8d, 0x42, 0xff, 0x41, 0xb8, 0x01, 0x00,
      0x00, 0x00},
     /* mov rax, way_of_text; jmp rax; nop */
     {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0, 0x0f, 0x1f, 0x44, 0x00, 0x00}},
    {ROUND_LETTERS, 8,
     {0x41, 0x83, 0xc4, 0x20, 0x41, 0xc1, 0xfc, 0x06},
     {0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}},
    {ADD_HALF, 4, {0x44, 0x8d, 0x60, 0x20}, {0x44, 0x8d, 0x60, 0x00}},
    {WHOLE, 4, {0x41, 0xc1, 0xfc, 0x06}, {0x0f, 0x1f, 0x40, 0x00}},
    {LESS_SPACE, 3, {0x41, 0x29, 0xc6}, {0x0f, 0x1f, 0x00}},
    {LESS_SPACE_TOO, 3, {0x41, 0x29, 0xc6}, {0x0f, 0x1f, 0x00}},
    {LESS_SPACE_OF_LETTERS, 3, {0x41, 0x29, 0xc4}, {0x0f, 0x1f, 0x00}},
    /* jne to what is done with longer texts; jmp to it */
    {SPACE_ALONE, 6, {0x0f, 0x85, 0xa9, 0x00, 0x00, 0x00}, {0xe9, 0xaa, 0x00, 0x00, 0x00, 0x90}},
    {LIGATURES, 4, {'a', 'g', 'i', 'l'}, {'0', 'g', 'i', 'l'}},
    {LIGATURES_BY_CONTEXT, 4, {'g', 'i', 'l', 'c'}, {'0', 'i', 'l', 'c'}},
    /* cvtsi2ss xmm0, r14d; movd xmm0, r14d */
    {NUMBER, 5, {0xf3, 0x41, 0x0f, 0x2a, 0xc6}, {0x66, 0x41, 0x0f, 0x6e, 0xc6}},
    {NUMBER_OF_LETTERS, 5, {0xf3, 0x41, 0x0f, 0x2a, 0xc4}, {0x66, 0x41, 0x0f, 0x6e, 0xc4}},
};
enum { PATCHES = sizeof patches / sizeof *patches, PLACE_OF_ADDRESS = 2 };

struct text {
  int32_t uses, room, size;
  uint16_t *characters;
};
/* As WebKit has a font, as far as it is looked at here; and as Qt has it. */
struct font {
  char before[36];
  uint16_t weight_and_slant;
  const struct {
    char before[80];
    const struct {
      char before[48];
      const struct {
        void *before;
        const void *font;
      } *platform;
    } *first;
  } *list;
  int16_t letter_spacing, word_spacing;
};
_Static_assert(offsetof(struct font, list) == 0x28 && offsetof(struct font, word_spacing) == 0x32,
               "as in WebCore::Font");

/* In 64 parts of a dot, now that nothing rounds it. */
static int (*exact_width)(const void *metrics, struct text *const *, int size, int flags);

static int rounded(int width) { return (width + 32) >> 6; }

static int whole_width(const void *metrics, struct text *const *text, int size, int flags) {
  return rounded(exact_width(metrics, text, size, flags));
}

static int known_width(const void *metrics, struct text *const *text, const struct font *font,
                       int flags) {
  const struct text *own = *text;
  struct measured_font key = {font->list && font->list->first && font->list->first->platform
                                  ? font->list->first->platform->font
                                  : NULL,
                              font->weight_and_slant | (uint64_t)(uint16_t)font->letter_spacing << 16 |
                                  (uint64_t)(uint16_t)font->word_spacing << 32 |
                                  (uint64_t)(flags != 0) << 48};
  int width;
  if (key.font && know_width(&key, own->characters, own->size, &width)) return width;
  width = exact_width(metrics, text, -1, flags);
  if (key.font) learn_width(&key, own->characters, own->size, width);
  return width;
}

/* The bits of a number: it goes through a register for whole ones. */
__attribute__((used)) static uint32_t asked_width(const void *metrics, struct text *const *text,
                                                  const struct font *font, int flags) {
  int parts = known_width(metrics, text, font, flags);
  float width = dots_in_pixel() >= 1 ? parts / 64.0F : rounded(parts);
  const struct text *own = *text;
  if (own->size > 0 && own->characters[0] == ' ') width -= font->word_spacing;
  uint32_t bits;
  memcpy(&bits, &width, sizeof bits);
  return bits;
}

/* From WebKit's registers. */
extern void ask(void), ask_letters(void);
__asm__(".text\n"
        "ask:\n\tmov %r13, %rdi\n\tmov %r14, %rsi\n\tmov %rbp, %rdx\n\txor %ecx, %ecx\n\tjmp asked_width\n"
        "ask_letters:\n\tmov %r14, %rdi\n\tmov %r12, %rsi\n\tmov %rbx, %rdx\n\tmov $0x100000, %ecx\n"
        "\tjmp asked_width\n");

/* Whether letters of Europe go the long way. */
__attribute__((used)) static int32_t latin_is_shaped;
__attribute__((used)) static const void *way_on, *no_text;

/* The texts of which are all characters below U+0500, and those of General Punctuation: others take
   the space between words from another font there. What calls this may rely on registers that the
   engine's own function leaves alone. */
extern void way_of_text(void);
__asm__(".text\n"
        "way_of_text:\n"
        "\tcmpl $0, latin_is_shaped(%rip)\n\tje 3f\n"
        "\tmov %edx, %eax\n\ttest %eax, %eax\n\tjle 3f\n"
        "1:\tmovzwl -2(%rsi,%rax,2), %r8d\n"
        "\tcmp $0x500, %r8d\n\tjb 2f\n"
        "\tsub $0x2000, %r8d\n\tcmp $0xd0, %r8d\n\tjae 3f\n"
        "2:\tdec %eax\n\tjnz 1b\n"
        "\tmov $2, %eax\n\tret\n"
        "3:\ttest %edx, %edx\n\tjle 4f\n"
        "\tlea -1(%rdx), %eax\n\tmov $1, %r8d\n\tjmp *way_on(%rip)\n"
        "4:\tjmp *no_text(%rip)\n");

void shape_latin(bool is_shaped) { latin_is_shaped = is_shaped; }

/* The call of a function, from a place in the program. */
static void call_of(uint8_t *call, uint32_t at, uint32_t function) {
  int32_t distance = (int32_t)(function - (at + 5));
  call[0] = 0xe8;
  memcpy(call + 1, &distance, sizeof distance);
}

void measure_exactly(void) {
  uint8_t *program = program_with_code(WAY, WIDTH_ALONE + 64), call[5];
  if (!program) return;
  for (int i = 0; i < PATCHES; i++)
    if (memcmp(program + patches[i].at, patches[i].before, patches[i].size)) return;
  for (int i = 0; i < OTHERS; i++) {
    call_of(call, others[i], WIDTH);
    if (memcmp(program + others[i], call, sizeof call)) return;
  }
  exact_width = (__typeof__(exact_width))(uintptr_t)(program + WIDTH);
  way_on = program + WAY_ON;
  no_text = program + NO_TEXT;
  uintptr_t functions[] = {(uintptr_t)whole_width, (uintptr_t)ask, (uintptr_t)ask_letters,
                           (uintptr_t)way_of_text};
  memcpy(patches[0].after + 4, &functions[0], sizeof functions[0]);
  for (int i = 1; i < 4; i++)
    memcpy(patches[i].after + PLACE_OF_ADDRESS, &functions[i], sizeof functions[i]);
  /* Where one may be written, all may. */
  for (int i = 0; i < PATCHES; i++)
    if (!write_code(program + patches[i].at, patches[i].after, patches[i].size,
                    patches[i].at < LIGATURES ? PROT_READ | PROT_EXEC : PROT_READ))
      return;
  for (int i = 0; i < OTHERS; i++) {
    /* Behind what says that there are no flags. */
    call_of(call, others[i], WIDTH_ALONE + 2);
    if (!write_code(program + others[i], call, sizeof call, PROT_READ | PROT_EXEC)) return;
  }
}
