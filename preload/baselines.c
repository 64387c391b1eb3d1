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

enum { NEW_NUMBER = 24 };
/* Texts stand a hair above their pixel, since a viewer takes what is just below for the next dot of its
   screen. */
static const double HALF = 0.5, HAIR = 0.04;

/* The same page with its texts on whole pixels; takes the place of `page`. */
char *on_whole_pixels(char *page, size_t *size, double dots) {
  struct levels levels;
  size_t texts = 0;
  bool begun = false;
  const char *end = page + *size, *line = page, *next;
  for (const char *at = page; (at = memmem(at, (size_t)(end - at), " Td ", 4)); at++) texts++;
  char *made = texts && dots >= 1 ? malloc(*size + texts * NEW_NUMBER + 1) : NULL, *to = made;
  if (!made) return page;
  for (begin_page(&levels); line < end; line = next) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    next = stop ? stop + 1 : end;
    if (!stop) stop = end;
    double numbers[NUMBERS];
    int count;
    const char *word = read_numbers(line, stop, numbers, &count);
    if (begun && count == 2 && begins(word, stop, "Td")) {
      double down = levels.now->down, whole = floor((down - numbers[1]) / dots + HALF) - HAIR;
      const char *x_end = memchr(line, ' ', (size_t)(stop - line));
      memcpy(to, line, (size_t)(x_end - line));
      to += x_end - line;
      to += snprintf(to, NEW_NUMBER, " %.2f ", down - whole * dots);
      line = word;
    } else follow(&levels, word, stop, numbers, count);
    begun = levels.now->is_plain && begins_text(line, stop);
    memcpy(to, line, (size_t)(next - line));
    to += next - line;
  }
  *size = (size_t)(to - made);
  free(page);
  return made;
}
