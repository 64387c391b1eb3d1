/* Texts stand on whole pixels of CSS, as browsers set them: they leave away what is around the
   letters of a line beyond whole pixels, above them, and round. The engine sets texts where they
   come to lie, half a pixel lower on the average.

     sx 0 0 -sy x y cm               at the beginning of a page
     1 0 0 1 x y cm                  what is moved, up to the Q behind the q before it
     1 0 0 -1 0 0 Tm                 a text
     x -y Td                         where it begins */
#include "content.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 64, NUMBERS = 6, NEW_NUMBER = 24 };
/* How much less than a whole pixel is one: what is left away above letters is a third on the
   average. And texts stand a hair above it, since a viewer takes what is just below for the next dot
   of its screen. */
static const double NEARLY = 0.1, HAIR = 0.04;

struct state {
  double down;
  /* Neither turned nor scaled. */
  bool is_plain;
};

/* The numbers at the start of a line, and what is behind them. */
static const char *read_numbers(const char *line, const char *end, double *numbers, int *count) {
  for (*count = 0; *count < NUMBERS && line < end; (*count)++) {
    char *after;
    double number = read_number(line, &after);
    if (after == line || after > end) break;
    numbers[*count] = number;
    for (line = after; line < end && *line == ' ';) line++;
  }
  return line;
}

static bool is_only_of(const char *line, const char *end, const char *letters) {
  while (line < end && strchr(letters, *line)) line++;
  return line == end;
}

/* The same page with its texts on whole pixels; takes the place of `page`. */
char *on_whole_pixels(char *page, size_t *size, double dots) {
  struct state states[DEEPEST] = {{0, true}}, *now = states;
  size_t texts = 0, begun = 0;
  const char *end = page + *size, *line = page, *next;
  for (const char *at = page; (at = memmem(at, (size_t)(end - at), " Td ", 4)); at++) texts++;
  char *made = texts && dots >= 1 ? malloc(*size + texts * NEW_NUMBER + 1) : NULL, *to = made;
  if (!made) return page;
  bool is_scaled = false;
  for (; line < end; line = next) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    next = stop ? stop + 1 : end;
    if (!stop) stop = end;
    double numbers[NUMBERS];
    int count;
    const char *word = read_numbers(line, stop, numbers, &count);
    if (begun == 1 && count == 2 && begins(word, stop, "Td")) {
      double whole = floor((now->down - numbers[1]) / dots + NEARLY) - HAIR;
      const char *x_end = memchr(line, ' ', (size_t)(stop - line));
      memcpy(to, line, (size_t)(x_end - line));
      to += x_end - line;
      to += snprintf(to, NEW_NUMBER, " %.2f ", now->down - whole * dots);
      line = word;
    } else if (count == 0 && is_only_of(line, stop, "qQ ")) {
      for (const char *at = line; at < stop; at++) {
        if (*at == 'q' && now < states + DEEPEST - 1) now[1] = now[0], now++;
        else if (*at == 'Q' && now > states) now--;
      }
    } else if (count == NUMBERS && begins(word, stop, "cm")) {
      bool moves = numbers[0] == 1 && numbers[1] == 0 && numbers[2] == 0 && numbers[3] == 1;
      /* The first of a page turns it upside down. */
      if (moves) now->down += numbers[5];
      else if (is_scaled || numbers[3] >= 0) now->is_plain = false;
      is_scaled = true;
    }
    begun = now->is_plain && stop - line >= 15 && begins(stop - 15, stop, "1 0 0 -1 0 0 Tm");
    memcpy(to, line, (size_t)(next - line));
    to += next - line;
  }
  *size = (size_t)(to - made);
  free(page);
  return made;
}
