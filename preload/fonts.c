/* Shorter ways to the same letters in a PDF, and which font some of them are of. */
#include "preload.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The beginnings of FreeType's structures, which are the same in every version 2. */
struct metrics {
  long of_glyph[8], linear_x, linear_y, advance_x, advance_y;
};
struct slot {
  void *before[6];
  struct metrics metrics;
};
struct size {
  void *before[3];
  uint16_t pixels_per_em, pixels_per_em_y;
  long scale_x, scale_y;
};
struct stream {
  void *before[4];
  /* NULL for a font in memory, as those of documents are. */
  const char *path;
};
struct face {
  long counted[5];
  const char *family;
  void *before[11];
  uint16_t units_per_em;
  uint16_t between[7];
  struct slot *slot;
  struct size *size;
  void *behind[3];
  const struct stream *stream;
};
_Static_assert(offsetof(struct slot, metrics) == 48, "as in FT_GlyphSlotRec");
_Static_assert(offsetof(struct size, scale_x) == 32, "as in FT_SizeRec");
_Static_assert(offsetof(struct face, family) == 40, "as in FT_FaceRec");
_Static_assert(offsetof(struct face, units_per_em) == 136, "as in FT_FaceRec");
_Static_assert(offsetof(struct face, slot) == 152, "as in FT_FaceRec");
_Static_assert(offsetof(struct face, stream) == 192, "as in FT_FaceRec");
_Static_assert(offsetof(struct stream, path) == 32, "as in FT_StreamRec");

extern int FT_Done_Face(struct face *);
extern int FT_Load_Glyph(struct face *, unsigned glyph, int32_t flags);
extern unsigned FT_Get_Char_Index(struct face *, unsigned long character);

/* --- the measures of letters ---------------------------------------------------------------- */

/* At 1200 dpi letters are larger than those that the engine keeps, and so it loads each again for
   each place where it stands, only to read its measures: a third of the time of a long table. Here
   they are kept. */

/* Only the main thread has to do with fonts. Filled from its beginning, so that a child touches little memory; `nearest` leads to the place
   where to begin to look. */
enum { MEASURES = 1 << 12 };
static struct measure {
  struct face *face;
  long scale_x, scale_y;
  unsigned glyph;
  int32_t flags;
  struct metrics metrics;
} measures[MEASURES];
static uint16_t nearest[MEASURES * 2];
static unsigned measure_count;

/* Where the engine loads a glyph, or null in another build; see below. */
static const uint8_t *load_to_measure;

static uint16_t *place_of_measure(const struct measure *wanted) {
  uint64_t key = ((uintptr_t)wanted->face >> 4) * 31 + wanted->scale_x;
  key = (key * 31 + wanted->glyph) * 0x9e3779b97f4a7c15;
  unsigned mask = sizeof nearest / sizeof *nearest - 1, at = key >> 40;
  for (;; at++) {
    uint16_t *place = &nearest[at & mask];
    if (*place == 0) return place;
    const struct measure *known = &measures[*place - 1];
    if (known->face == wanted->face && known->scale_x == wanted->scale_x &&
        known->scale_y == wanted->scale_y && known->glyph == wanted->glyph &&
        known->flags == wanted->flags)
      return place;
  }
}

static void forget_measures(void) {
  memset(nearest, 0, sizeof nearest);
  measure_count = 0;
}

/* Loads a glyph as far as its measures are concerned. */
static int load_measure(struct face *face, unsigned glyph, int32_t flags) {
  const struct size *size = face->size;
  struct measure measure = {face, size->scale_x, size->scale_y, glyph, flags, {{0}, 0, 0, 0, 0}};
  uint16_t *place = place_of_measure(&measure);
  if (*place) {
    /* Of the slot the caller reads nothing else. */
    face->slot->metrics = measures[*place - 1].metrics;
    return 0;
  }
  int error = NEXT(FT_Load_Glyph)(face, glyph, flags);
  if (error) return error;
  measure.metrics = face->slot->metrics;
  if (measure_count == MEASURES) {
    forget_measures();
    place = place_of_measure(&measure);
  }
  measures[measure_count++] = measure;
  *place = measure_count;
  return 0;
}

PUBLIC int FT_Load_Glyph(struct face *face, unsigned glyph, int32_t flags) {
  /* In the caller's frame: whether the letters are too large to be kept, and whether their measures
     are all that it wants. */
  const char *frame = __builtin_dwarf_cfa();
  if (__builtin_return_address(0) == load_to_measure && load_to_measure) {
    const char *glyphs = *(char *const *)frame;
    if (glyphs[0x28] && frame[0x18]) return load_measure(face, glyph, flags);
  }
  /* The engine embeds outlines as they are in the font, at one pixel for each unit of design. At
     that size there is nothing to fit to a grid; yet it has the font's hints run for it. */
  enum { NO_HINTING = 2 };
  bool unscaled = face && face->size && face->size->pixels_per_em == face->units_per_em;
  int error = NEXT(FT_Load_Glyph)(face, glyph, unscaled ? flags | NO_HINTING : flags);
  if (!error) begin_on_curves(face->slot);
  return error;
}

/* --- which character a glyph stands for --------------------------------------------------- */

/* For each font of a PDF the engine asks for the glyph of each of 65,536 characters, and looks for
   each in the list of the glyphs that were used: a quarter of the time of an invoice. The answers
   are the same for every document. So they are kept with the font, turned round: the first
   character of each glyph. */

enum { CHARACTERS = 1 << 16, GLYPHS = 1 << 16, FONTS = 128 };

/* QVector<int>, QList<int>, QFontEngine and QFontSubset as Qt 4.8 lays them out. */
struct vector {
  int references, room, size;
  unsigned flags;
  int items[];
};
struct list {
  int references, room, begin, end;
  unsigned flags;
  union {
    int item;
    void *slot;
  } slots[];
};
struct font_engine {
  void *const *functions;
};
struct font_subset {
  int object;
  struct font_engine *engine;
  struct list *glyphs;
};
struct glyph_layout {
  void *offsets;
  uint32_t *glyphs;
  void *advances_x, *advances_y, *justifications, *attributes;
  int count;
};
typedef bool string_to_glyphs(struct font_engine *, const uint16_t *text, int length,
                              struct glyph_layout *, int *count, int *flags);

static bool asks_for_face;
static struct face *face_asked_for;

/* Whether it is one of the bundle's fonts in which the engine finds signs first. Fonts that a document
   brings have what they have, whatever they are called. */
static bool is_first_found(const struct face *face) {
  static const char *const families[] = {"DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif", "VL PGothic",
                                         "Droid Sans Fallback"};
  if (!face || !face->family || !face->stream || !face->stream->path) return false;
  for (unsigned i = 0; i < sizeof families / sizeof *families; i++)
    if (!strcmp(face->family, families[i])) return true;
  return false;
}

/* Signs that are emoji to browsers, and those of two currencies, which they show in the letters of the
   countries they belong to (src/document/lower/page/fallbacks.js names the same). The fonts that the
   engine would find first have them as well. */
static bool belongs_elsewhere(const struct face *face, unsigned long character) {
  static const struct {
    uint16_t first, last;
  } emoji[] = {
      {0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3}, {0x25fd, 0x25fe},
      {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1},
      {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4},
      {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa}, {0x26fd, 0x26fd},
      {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274c}, {0x274e, 0x274e},
      {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf},
      {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55},
  };
  enum { BAHT = 0x0e3f, RUPEE = 0x20b9, FIRST_EMOJI = 0x231a, LAST_EMOJI = 0x2b55 };
  bool is_currency = character == BAHT || character == RUPEE;
  if (!is_currency && (character < FIRST_EMOJI || character > LAST_EMOJI)) return false;
  if (!is_first_found(face)) return false;
  if (is_currency) return true;
  for (unsigned i = 0; i < sizeof emoji / sizeof *emoji; i++)
    if (character >= emoji[i].first && character <= emoji[i].last) return true;
  return false;
}

PUBLIC unsigned FT_Get_Char_Index(struct face *face, unsigned long character) {
  if (UNLIKELY(asks_for_face)) face_asked_for = face;
  if (belongs_elsewhere(face, character)) return 0;
  return NEXT(FT_Get_Char_Index)(face, character);
}

static uint32_t glyph_of(struct font_engine *engine, uint16_t character) {
  enum { STRING_TO_GLYPHS = 0x98 / sizeof(void *), GLYPHS_ALONE = 4, ROOM = 10 };
  uint32_t glyphs[ROOM] = {0};
  uint64_t unused[5][ROOM * 4];
  struct glyph_layout layout = {unused[0], glyphs, unused[1], unused[2], unused[3], unused[4], ROOM};
  int count = ROOM, flags = GLYPHS_ALONE;
  string_to_glyphs *function = (string_to_glyphs *)engine->functions[STRING_TO_GLYPHS];
  function(engine, &character, 1, &layout, &count, &flags);
  return glyphs[0];
}

/* The font's file behind the engine's font, or null where it cannot be told. */
static struct face *face_of(struct font_engine *engine) {
  static const uint16_t probes[] = {0xac00, 0x2013, 0x4e00, 0x0e01, 0x0915, 0x2605};
  asks_for_face = true;
  face_asked_for = NULL;
  for (unsigned i = 0; i < sizeof probes / sizeof *probes && !face_asked_for; i++)
    glyph_of(engine, probes[i]);
  asks_for_face = false;
  return face_asked_for;
}

/* For every font that was asked about and is still open. */
static struct {
  struct face *face;
  uint16_t *characters;
} known[FONTS];

PUBLIC int FT_Done_Face(struct face *face) {
  /* The next font may come to lie where this one lies. */
  forget_measures();
  for (int i = 0; i < FONTS; i++) {
    if (known[i].face != face) continue;
    free(known[i].characters);
    known[i].face = NULL;
    known[i].characters = NULL;
  }
  return NEXT(FT_Done_Face)(face);
}

/* The first character of each glyph; 0 where there is none. */
static const uint16_t *characters_of(struct font_engine *engine) {
  static uint16_t unkept[GLYPHS];
  struct face *face = face_of(engine);
  uint16_t *characters = unkept;
  for (int i = 0; face && i < FONTS; i++) {
    if (known[i].face == face) return known[i].characters;
    if (known[i].face) continue;
    uint16_t *kept = malloc(GLYPHS * sizeof *kept);
    if (!kept) break;
    known[i].face = face;
    known[i].characters = characters = kept;
    break;
  }
  memset(characters, 0, GLYPHS * sizeof *characters);
  for (unsigned character = CHARACTERS - 1; character > 0; character--)
    characters[(uint16_t)glyph_of(engine, character)] = character;
  return characters;
}

static void fill_reverse_map(struct vector *const *map, const struct font_subset *subset) {
  const struct list *used = subset->glyphs;
  const uint16_t *characters = characters_of(subset->engine);
  for (int place = 0; place < used->end - used->begin && place < (*map)->size; place++)
    (*map)->items[place] = characters[(uint16_t)used->slots[used->begin + place].item];
}

/* --- into the engine's code --------------------------------------------------------------- */

/* Places in wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), and what stands there. In
   another build nothing is changed, and it is slower. */
enum {
  /* The loop, where r12 holds the map that is to be filled and r13 the font. */
  LOOP = 0x1f98dd2,
  AFTER_LOOP = 0x1f98e85,
  /* After the load of a glyph, where it looks whether the measures were all. */
  AFTER_LOAD = 0x1ce5553,
  MEASURES_ALONE = 0x1ce5582,
};
static const struct {
  uint32_t at;
  uint8_t size, bytes[25];
} expected[] = {
    {LOOP, 25, {0xeb, 0x13, 0x0f, 0x1f, 0x40, 0x00, 0x83, 0xc3, 0x01, 0x81, 0xfb, 0x00, 0x00,
                0x01, 0x00, 0x0f, 0x84, 0x9e, 0x00, 0x00, 0x00, 0x49, 0x8b, 0x7d, 0x08}},
    {AFTER_LOOP, 8, {0x48, 0x8b, 0x84, 0x24, 0x78, 0x01, 0x00, 0x00}},
    {AFTER_LOAD, 4, {0x85, 0xc0, 0x74, 0x2b}},
    {MEASURES_ALONE, 17, {0x48, 0x8b, 0x04, 0x24, 0x80, 0x78, 0x28, 0x00, 0x74, 0x0b, 0x80, 0x7c,
                       0x24, 0x18, 0x00, 0x0f, 0x85}},
};

void shorten_ways(void) {
  uint8_t *program = program_with_code(AFTER_LOAD, AFTER_LOOP + 64);
  if (!program) return;
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    if (memcmp(program + expected[i].at, expected[i].bytes, expected[i].size)) return;

  uint8_t call[] = {
      0x4c, 0x89, 0xe7,                      /* mov rdi, r12 */
      0x4c, 0x89, 0xee,                      /* mov rsi, r13 */
      0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,    /* mov rax, fill_reverse_map */
      0xff, 0xd0,                            /* call rax */
      0xe9, 0, 0, 0, 0,                      /* jmp AFTER_LOOP */
  };
  void (*function)(struct vector *const *, const struct font_subset *) = fill_reverse_map;
  int32_t distance = AFTER_LOOP - (LOOP + (int)sizeof call);
  memcpy(call + 8, &function, sizeof function);
  memcpy(call + 19, &distance, sizeof distance);

  load_to_measure = program + AFTER_LOAD;
  write_code(program + LOOP, call, sizeof call, PROT_READ | PROT_EXEC);
}
