/* How high a style says that lines are, before the engine makes whole dots of it. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* As WebKit has them, as far as they are looked at here. */
struct inherited {
  char before[4];
  union {
    int32_t whole;
    float exact;
  } line_height;
  char quirk;
  uint8_t kind, is_exact;
  char between[33];
  float font_size;
};
struct style {
  char before[0x38];
  const struct inherited *inherited;
};
_Static_assert(offsetof(struct inherited, kind) == 9, "as in the engine");
_Static_assert(offsetof(struct inherited, font_size) == 0x2c, "as in the engine");

/* In dots; less than nothing where it is not so many times the size of the font. */
static inline double exact_line_height(const struct style *style) {
  /* That is in percent of it. */
  enum { TIMES = 2 };
  const struct inherited *inherited = style->inherited;
  if (inherited->kind != TIMES) return -1;
  float times = inherited->is_exact ? inherited->line_height.exact : (float)inherited->line_height.whole;
  return times < 0 ? -1 : (double)inherited->font_size * (double)times / 100;
}
