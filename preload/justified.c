/* How justified lines are wider: as in browsers, by their spaces and beside their ideographs, and as much as
   they need.

   A line of WebKit's consists of texts: the words before a bold one, that one, and those behind it. Of each
   it says how much wider it is, the space at its end included. Qt knows of whole lines alone. Spaces at the
   end are not there to it: it gave what was theirs to the spaces before, and where there were none, to the
   letters: `o f 12,400`. Arabic letters it drew out before it made spaces wider, as calligraphers do, and no
   browser. And because of what Qt does with ideographs, WebKit left lines of Chinese and Japanese as they were.
   So what WebKit says is carried out here.

   WebKit keeps how much wider a text is in eleven bits with a sign. Its dots were meant to be pixels: of the
   twelfths that we have, 85 pixels have no room there. What a long word at the end of a line left was less
   than nothing, and the line stayed as it was. It is never less than nothing, so the sign is worth 85 pixels. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* Places in wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), and what stands there. */
enum { MOST = 45 };
static struct place {
  uint32_t at;
  uint8_t size, before[MOST], after[MOST];
} places[] = {
    /* In QPainter::drawText, where a text is to be wider: mov rdi, [rbp-0x2fb8]; shl r12d, 6; mov rsi, r14;
       or byte [rbp-0x28c8], 8; mov byte [rbp-0x2900], 8; mov [rbp-0x2f3c], r12d; call QTextEngine::justify.
       Instead or byte [rbp-0x28c8], 8; mov rdi, [rbp-0x2fb8]; mov esi, r12d; lea rdx, [rbp-0x2f80]; mov rcx,
       [rbp-8], the run of who calls; mov rax, justify; call rax. */
    {0x1baafc0,
     40,
     {0x48, 0x8b, 0xbd, 0x48, 0xd0, 0xff, 0xff, 0x41, 0xc1, 0xe4, 0x06, 0x4c, 0x89, 0xf6,
      0x80, 0x8d, 0x38, 0xd7, 0xff, 0xff, 0x08, 0xc6, 0x85, 0x00, 0xd7, 0xff, 0xff, 0x08,
      0x44, 0x89, 0xa5, 0xc4, 0xd0, 0xff, 0xff, 0xe8, 0x28, 0x61, 0x0b, 0x00},
     {0x80, 0x8d, 0x38, 0xd7, 0xff, 0xff, 0x08, 0x48, 0x8b, 0xbd, 0x48, 0xd0, 0xff, 0xff,
      0x44, 0x89, 0xe6, 0x48, 0x8d, 0x95, 0x80, 0xd0, 0xff, 0xff, 0x48, 0x8b, 0x4d, 0xf8,
      0x48, 0xb8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xd0}},
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
enum { PLACES = sizeof places / sizeof *places, ADDRESS = 30 };

/* Where InlineTextBox reads the bits, behind shl eax, 5: sar ax, 5; cwde. Without the sign shr ax, 5. */
static const uint32_t readers[] = {0x99e02c, 0x99e368, 0x99f8f7, 0x9a03e0, 0x9a0998,
                                   0x9a0ed7, 0x9a2077, 0x9a2aff, 0x9a415c};
static const uint8_t with_sign[] = {0x66, 0xc1, 0xf8, 0x05, 0x98};
static const uint8_t without[] = {0x66, 0xc1, 0xe8, 0x05, 0x98};
enum { READERS = sizeof readers / sizeof *readers };

/* In Font::expansionOpportunityCount: whether it has asked if there may be room beside ideographs, and what it was
   told. movzx eax, byte [ASKED]; mov rbx, rdi. */
enum { COUNT = 0xd02d75, ASKED = 0x2dad250, TOLD = 0x2dad258 };
static const uint8_t count[] = {0x0f, 0xb6, 0x05, 0xd4, 0xa4, 0x0a, 0x02, 0x48, 0x89, 0xfb};

/* QTextEngine, what it knows of its text, and the pieces of it that have one script, as Qt 4.8 lays them out. */
struct item {
  int32_t position;
  uint16_t script_and_kind, glyph_count;
  char between[16];
  int32_t first_glyph;
};
struct items {
  int32_t references, room, count, flags;
  struct item items[];
};
struct letters {
  int32_t references, room, size;
  const uint16_t *letters;
};
struct layout {
  struct items *items;
  char between[16];
  const uint16_t *glyph_of_letter;
  char behind[32];
  /* Each is two bits and six of other matters, and how much wider a glyph is in 64 parts of a dot. */
  uint32_t *justifications;
  char further[24];
  const struct letters *text;
};
struct engine {
  char before[0x98];
  struct layout *layout;
};
_Static_assert(sizeof(struct item) == 0x1c && offsetof(struct items, items) == 0x10, "as in Qt");
_Static_assert(offsetof(struct layout, glyph_of_letter) == 0x18 && offsetof(struct layout, text) == 0x60 &&
                   offsetof(struct layout, justifications) == 0x40,
               "as in Qt");

/* A text as WebKit has it painted. */
struct run {
  char before[20];
  uint32_t ends, between[2], goes_right;
};
enum { ROOM_AT_END = 1, ROOM_AT_START = 2, TABULATOR = 6 };

struct point {
  double x, y;
};

static bool is_space(uint16_t letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == 0xa0;
}

/* As WebKit and browsers tell them: with kana and their punctuation, and without Korean letters. */
static bool is_ideograph(uint16_t letter) {
  static const struct {
    uint16_t first, last;
  } ranges[] = {{0x2e80, 0x2fdf}, {0x2ff0, 0x312f}, {0x31a0, 0x31ef}, {0x3200, 0x33ff}, {0x3400, 0x4dbf},
                {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0xfe30, 0xfe4f}, {0xff00, 0xffef},
                /* Halves of those that have no room in 16 bits. */
                {0xd840, 0xd87f}};
  if (letter < ranges[0].first) return false;
  for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (letter >= ranges[i].first && letter <= ranges[i].last) return true;
  return false;
}

static bool is_second_half(uint16_t letter) { return (letter & 0xfc00) == 0xdc00; }

/* Whether there may be room behind a letter. */
static bool has_room(const uint16_t *letters, int size, int at) {
  uint16_t letter = letters[at];
  if (is_space(letter) || is_ideograph(letter)) {
    /* Behind both halves, and not between them. */
    return at + 1 == size || !is_second_half(letters[at + 1]);
  }
  if (is_second_half(letter) && at > 0 && is_ideograph(letters[at - 1])) return true;
  return at + 1 < size && is_ideograph(letters[at + 1]);
}

/* Gives what is to be shared to the letters that may have it, or only counts them. */
static int share(const struct layout *layout, int last, int64_t shares, int of) {
  const struct items *items = layout->items;
  const struct letters *text = layout->text;
  int found = 0;
  for (int i = 0; i < items->count; i++) {
    const struct item *item = &items->items[i];
    int end = i + 1 < items->count ? items->items[i + 1].position : text->size;
    const uint16_t *glyphs = layout->glyph_of_letter + item->position;
    /* Tabulators and objects are no letters. */
    if (item->script_and_kind >> 13 >= TABULATOR) continue;
    for (int at = item->position; at < end && at < last; at++) {
      int own = at - item->position;
      bool is_last = at + 1 == end;
      int next = is_last ? item->glyph_count : glyphs[own + 1];
      if (!has_room(text->letters, text->size, at) || next == 0 || (!is_last && next == glyphs[own])) continue;
      found++;
      if (of == 0) continue;
      int64_t part = shares / of--;
      shares -= part;
      uint32_t *glyph = &layout->justifications[item->first_glyph + next - 1];
      *glyph = (*glyph & 0xff) | (uint32_t)part << 8;
    }
  }
  return found;
}

/* In dots how much wider, and where the text begins. */
static void justify(const struct engine *engine, int wider, const struct point **begin, const struct run *run) {
  const struct layout *layout = engine->layout;
  const struct letters *text = layout->text;
  bool goes_right = run->goes_right == 1;
  int last = goes_right && !(run->ends & ROOM_AT_END) ? text->size - 1 : text->size;
  int64_t shares = (int64_t)wider << 6;
  int of = share(layout, last, 0, 0);
  if (goes_right && run->ends & ROOM_AT_START && text->size > 0 && is_ideograph(text->letters[0])) {
    static struct point later;
    int64_t part = shares / (of + 1);
    later = (struct point){(*begin)->x + (double)part / 64, (*begin)->y};
    *begin = &later;
    shares -= part;
  }
  if (of > 0) share(layout, last, shares, of);
}

void justify_as_browsers(void) {
  uint8_t *program = program_with_code(readers[0], places[0].at + places[0].size);
  if (!program) return;
  for (int i = 0; i < PLACES; i++)
    if (memcmp(program + places[i].at, places[i].before, places[i].size)) return;
  for (int i = 0; i < READERS; i++)
    if (memcmp(program + readers[i], with_sign, sizeof with_sign)) return;
  if (memcmp(program + COUNT, count, sizeof count)) return;
  uintptr_t function = (uintptr_t)justify;
  memcpy(places[0].after + ADDRESS, &function, sizeof function);
  /* Where one may be written, all may. */
  for (int i = 0; i < PLACES; i++)
    if (!write_code(program + places[i].at, places[i].after, places[i].size, PROT_READ | PROT_EXEC)) return;
  for (int i = 0; i < READERS; i++)
    if (!write_code(program + readers[i], without, sizeof without, PROT_READ | PROT_EXEC)) return;
  program[ASKED] = program[TOLD] = 1;
}
