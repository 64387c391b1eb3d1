/* Widths of texts that have been measured before.

   The engine lays a page out several times, and asks in each layout anew how wide each word is: once for
   the widths that a box would have by its contents, and once for its lines. To answer that is half of what a
   layout of short texts takes. */
#include "preload.h"
#include <string.h>

/* Longer ones seldom come again. */
enum { LONGEST = 200 };

/* Filled from their beginning, so that a child touches little memory; `nearest` leads to the place
   where to begin to look. When either is full all is forgotten. */
enum { WIDTHS = 1 << 12, ROOM = 1 << 16 };
static struct known {
  struct measured_font font;
  int32_t width;
  uint32_t at, size;
} known[WIDTHS];
static uint16_t nearest[WIDTHS * 2], letters[ROOM];
static unsigned known_count, letter_count;

/* Fonts that are in use as long as this process is, so that no other comes to stand in their place. */
enum { FONTS = 64 };
static const void *kept[FONTS];
static unsigned kept_count;

static bool keep(const void *font) {
  for (unsigned i = 0; i < kept_count; i++)
    if (kept[i] == font) return true;
  if (kept_count == FONTS) return false;
  kept[kept_count++] = font;
  /* QFontPrivate begins with the number of its uses. */
  ++*(int32_t *)font;
  return true;
}

static uint16_t *place_of(const struct measured_font *font, const uint16_t *text, uint32_t size) {
  uint64_t key = ((uintptr_t)font->font >> 4) * 31 + font->style;
  for (uint32_t i = 0; i < size; i++) key = (key ^ text[i]) * 0x100000001b3;
  key *= 0x9e3779b97f4a7c15;
  unsigned mask = sizeof nearest / sizeof *nearest - 1, at = key >> 40;
  for (;; at++) {
    uint16_t *place = &nearest[at & mask];
    if (*place == 0) return place;
    const struct known *one = &known[*place - 1];
    if (one->size == size && one->font.font == font->font && one->font.style == font->style &&
        memcmp(letters + one->at, text, size * sizeof *text) == 0)
      return place;
  }
}

bool know_width(const struct measured_font *font, const uint16_t *text, uint32_t size, int *width) {
  if (size == 0 || size > LONGEST) return false;
  const uint16_t *place = place_of(font, text, size);
  if (*place == 0) return false;
  *width = known[*place - 1].width;
  return true;
}

void learn_width(const struct measured_font *font, const uint16_t *text, uint32_t size, int width) {
  if (size == 0 || size > LONGEST || !keep(font->font)) return;
  if (known_count == WIDTHS || letter_count + size > ROOM) {
    memset(nearest, 0, sizeof nearest);
    known_count = letter_count = 0;
  }
  uint16_t *place = place_of(font, text, size);
  known[known_count] = (struct known){*font, width, letter_count, size};
  memcpy(letters + letter_count, text, size * sizeof *text);
  letter_count += size;
  *place = ++known_count;
}
