/* What the engine gets wrong at resolutions that it was not made for.

   It multiplies the space between letters by the resolution over 75, as a whole number and while it
   paints, not while it lays out: letters fly apart. And it takes the height of a line as it comes,
   where browsers round ascent, descent and gap to whole pixels of CSS. */
#include "preload.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Functions of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin) that answer the resolution of
   a screen. In another build nothing is changed. */
static const uint32_t resolutions[] = {0x1c33d80, 0x1c33db0, 0x1c33de0, 0x1c33ed0};
enum { LOAD_EAX = 0xb8, SCREEN = 75 };

/* Where QTextEngine::shapeText multiplies the space between letters by the resolution of the font over that of
   the screen: imul r13d, eax. Both are the layout's, but fonts that the fork server began with have its own. */
enum { MULTIPLY = 0x1c5881f };
static const uint8_t multiply[] = {0x44, 0x0f, 0xaf, 0xe8}, leave[] = {0x0f, 0x1f, 0x40, 0x00};

static void leave_spaces(void) {
  uint8_t *program = program_with_code(MULTIPLY, MULTIPLY + sizeof multiply);
  if (program && memcmp(program + MULTIPLY, multiply, sizeof multiply) == 0)
    write_code(program + MULTIPLY, leave, sizeof leave, PROT_READ | PROT_EXEC);
}

/* Dots of the layout in a pixel of CSS; 0 where lines are left as they are. */
static double dots;

static void answer(int32_t dpi) {
  static int32_t answered = SCREEN;
  if (dpi == answered || dpi <= 0) return;
  uint8_t *program = program_with_code(resolutions[0], resolutions[3] + 8);
  if (!program) return;
  for (size_t i = 0; i < sizeof resolutions / sizeof *resolutions; i++) {
    const uint8_t *place = program + resolutions[i];
    if (*place != LOAD_EAX || memcmp(place + 1, &answered, sizeof answered)) return;
  }
  uintptr_t page = sysconf(_SC_PAGESIZE);
  uint8_t *from = (uint8_t *)((uintptr_t)(program + resolutions[0]) & -page);
  size_t length = program + resolutions[3] + 8 - from;
  /* Not every kernel allows it. */
  if (mprotect(from, length, PROT_READ | PROT_WRITE | PROT_EXEC)) return;
  for (size_t i = 0; i < sizeof resolutions / sizeof *resolutions; i++)
    memcpy(program + resolutions[i] + 1, &dpi, sizeof dpi);
  answered = dpi;
  if (mprotect(from, length, PROT_READ | PROT_EXEC)) abort();
  leave_spaces();
}

void set_resolution(int count, char **arguments) {
  for (int i = 1; i + 1 < count; i++)
    if (strcmp(arguments[i], "--dpi") == 0) answer(atoi(arguments[i + 1]));
  const char *asked = getenv("HTML2PDF_DOTS");
  dots = asked ? strtod(asked, NULL) : 0;
  shape_latin(dots >= 1);
  place_markers(dots);
}

double dots_in_pixel(void) { return dots; }

/* As FreeType has them: what of a face, and of it at a size, is looked at here. */
struct sized {
  char before[40];
  long scale;
  long ascender, descender, height;
};
struct face_with_size {
  char before[136];
  uint16_t units;
  int16_t ascender, descender, height;
  char between[16];
  struct sized *size;
};

/* As sizes have it. */
enum { DOT = 64 };

extern int FT_Set_Char_Size(struct face_with_size *, long width, long height, unsigned x, unsigned y);

/* A length of the font's own design in whole pixels. FreeType says it in whole dots, rounded up:
   what is a little less than half a pixel would be rounded up twice. */
static long whole(long design, long scale) {
  /* 64 parts of a dot. */
  double pixel = 64 * dots;
  /* The scale is a little off: half a pixel may be a little less. */
  return lround(floor(design * (scale / 65536.0) / pixel + 0.502) * pixel);
}

/* The size that was meant by one in whole dots. With twelve of them to a pixel, quarters and thirds
   of one come out exactly; what is none of them was most likely in tenths. */
static long meant(long size) {
  enum { PARTS = 64, EVEN = 12 };
  if (fabs(dots - EVEN) > 0.001 || size % PARTS) return size;
  long whole_dots = size / PARTS;
  if (whole_dots % 3 == 0 || whole_dots % 4 == 0) return size;
  double tenths = round(whole_dots * 10.0 / EVEN) / 10;
  return lround(tenths * EVEN * PARTS);
}

PUBLIC int FT_Set_Char_Size(struct face_with_size *face, long width, long height, unsigned x,
                            unsigned y) {
  if (dots >= 1) width = meant(width), height = meant(height);
  int error = NEXT(FT_Set_Char_Size)(face, width, height, x, y);
  if (error || !(dots >= 1) || !face->size) return error;
  struct sized *size = face->size;
  long gap = face->height - face->ascender + face->descender;
  /* A font of dots has no design. */
  if (!face->units || !face->ascender) return error;
  size->ascender = whole(face->ascender, size->scale);
  size->descender = -whole(-face->descender, size->scale);
  /* Fonts of formulas say next to nothing, and what is on lines without any height is not painted. */
  if (size->ascender == size->descender) size->ascender += DOT;
  size->height = size->ascender - size->descender + (gap > 0 ? whole(gap, size->scale) : 0);
  return error;
}
