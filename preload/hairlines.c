/* A border without width is filled like any other, and a shape without area is the thinnest line
   that a printer has (ISO 32000-1, 8.5.3.3.1), where browsers show nothing:

     0 0 3600 0 re
     f

   and, where two borders meet, four corners on one line between `m` and `h`. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>

/* What ends lines that make a path. */
static bool makes_path(const char *line, const char *end) {
  if (end - line < 2) return false;
  char last = end[-2], before = end - line > 2 ? end[-3] : ' ';
  return (last == 'm' || last == 'l' || last == 'c' || last == 'h') ? before == ' ' || end - line == 2
                                                                    : last == 'e' && before == 'r';
}

static const char *end_of_line(const char *at, const char *end) {
  const char *line = memchr(at, '\n', (size_t)(end - at));
  return line ? line + 1 : end;
}

static bool is_line(const char *at, const char *end, const char *text) {
  size_t size = strlen(text);
  return (size_t)(end - at) >= size && memcmp(at, text, size) == 0;
}

/* Reads so many numbers and what follows them on their line; returns what is behind it, or NULL. */
static const char *read_numbers(const char *at, const char *end, int count, double *numbers, const char *operator) {
  /* A number ends before the page does. */
  if (at >= end || !memchr(at, '\n', (size_t)(end - at))) return NULL;
  for (int i = 0; i < count; i++) {
    char *after;
    numbers[i] = read_number(at, &after);
    if (after == at || after >= end || *after != ' ') return NULL;
    at = after + 1;
  }
  return is_line(at, end, operator) ? at + strlen(operator) : NULL;
}

/* What is behind a filled shape without area; NULL if none begins here. */
static const char *behind_hairline(const char *at, const char *end) {
  double box[4], first[2], next[2];
  const char *after = read_numbers(at, end, 4, box, "re\n");
  if (after) return (box[2] == 0 || box[3] == 0) && is_line(after, end, "f\n") ? after + 2 : NULL;
  if (!(after = read_numbers(at, end, 2, first, "m\n"))) return NULL;
  bool is_upright = true, is_level = true;
  const char *line;
  while ((line = read_numbers(after, end, 2, next, "l\n"))) {
    is_upright = is_upright && next[0] == first[0];
    is_level = is_level && next[1] == first[1];
    after = line;
  }
  return (is_upright || is_level) && is_line(after, end, "h\nf\n") ? after + 4 : NULL;
}

/* Takes them out of a page. What is left has no more bytes than before. */
size_t without_hairlines(char *page, size_t size) {
  const char *end = page + size, *at = page;
  char *out = page;
  bool in_path = false;
  while (at < end) {
    const char *behind = !in_path && *at >= '-' && *at <= '9' ? behind_hairline(at, end) : NULL;
    if (behind) {
      at = behind;
      continue;
    }
    const char *line = end_of_line(at, end);
    in_path = makes_path(at, line);
    memmove(out, at, (size_t)(line - at));
    out += line - at;
    at = line;
  }
  return (size_t)(out - page);
}
