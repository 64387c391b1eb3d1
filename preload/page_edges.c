/* Lines whose letters are higher than themselves are painted on their page alone.

   Such letters reach a little over the end of the page, and the engine paints a text on each page that it
   reaches to: all of it, of which the page shows a hair or nothing. It would be found, copied and read
   twice. A text of which the page shows no more than that is left away there.

     0 0 m, w 0 l, w h l, 0 h l, 0 0 l, h, W* n    what a page shows of its contents
     /F 480 Tf 1 0 0 -1 0 0 Tm                     the size of the letters of a text
     x -y Td                                       where it begins */
#include "content.h"
#include <stdlib.h>

/* How much of its size a text must stand below the end of a page so that it is none of its own. */
static const double BELOW = 0.5;

/* Up to where the page shows its contents, or 0. The frame comes before the first text. */
static double height_of(const char *page, const char *end) {
  const char *frame = memmem(page, (size_t)(end - page), "0 0 m\n", 6);
  double numbers[2];
  const char *at = frame ? end_of_line(frame, end) : NULL;
  if (!at || !(at = read_operands(at, end, 2, numbers, "l\n"))) return 0;
  double width = numbers[0];
  if (numbers[1] != 0 || !(at = read_operands(at, end, 2, numbers, "l\n")) || numbers[0] != width) return 0;
  double height = numbers[1];
  if (!(at = read_operands(at, end, 2, numbers, "l\n")) || numbers[0] != 0 || numbers[1] != height) return 0;
  return begins(at, end, "0 0 l\nh\nW* n\n") ? height : 0;
}

/* The size of the letters that a line names. */
static double size_of_text(const char *line, const char *stop) {
  const char *space = memchr(line, ' ', (size_t)(stop - line));
  char *after;
  return space && *line == '/' ? read_number(space + 1, &after) : 0;
}

/* The size of the page without texts of other pages. */
size_t without_strange_texts(char *page, size_t size) {
  const char *end = page + size, *line = page, *next;
  double height = memmem(page, size, " Td ", 4) ? height_of(page, end) : 0, letters = 0;
  if (height <= 0) return size;
  struct levels levels;
  /* The level of what the page shows: headers and footers stand on others. */
  const struct level *framed = NULL;
  bool begun = false, hidden = false, is_behind = false;
  char *to = page;
  for (begin_page(&levels); line < end; line = next) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    next = stop ? stop + 1 : end;
    if (!stop) stop = end;
    double numbers[NUMBERS];
    int count;
    const char *word = read_numbers(line, stop, numbers, &count);
    if (begun && count == 2 && begins(word, stop, "Td")) {
      double at = levels.now->down - numbers[1];
      hidden = at < 0 || at - height > BELOW * letters;
    } else if (!hidden) {
      const struct level *lowest = follow(&levels, word, stop, numbers, count);
      if (framed && lowest < framed) is_behind = true;
    } else if (begins(line, stop, "ET")) hidden = false;
    if (!framed && begins(line, stop, "W* n")) {
      /* Where what is shown has been moved before, it is not all of the page. */
      if (levels.now->down != 0 || !levels.now->is_plain) break;
      framed = levels.now;
    }
    begun = framed && !is_behind && levels.now->is_plain && begins_text(line, stop);
    if (begun) letters = size_of_text(line, stop);
    if (hidden) continue;
    memmove(to, line, (size_t)(next - line));
    to += next - line;
  }
  /* What is left stays as it is. */
  memmove(to, line, (size_t)(end - line));
  return (size_t)(to - page) + (size_t)(end - line);
}
