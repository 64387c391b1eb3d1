/* A border without width is filled like any other, and a shape without area is the thinnest line
   that a printer has (ISO 32000-1, 8.5.3.3.1), where browsers show nothing:

     0 0 3600 0 re
     f

   and, where two borders meet, four corners on one line between `m` and `h`. */
#include "content.h"

/* What ends lines that make a path. */
static bool makes_path(const char *line, const char *end) {
  if (end - line < 2) return false;
  char last = end[-2], before = end - line > 2 ? end[-3] : ' ';
  return (last == 'm' || last == 'l' || last == 'c' || last == 'h') ? before == ' ' || end - line == 2
                                                                    : last == 'e' && before == 'r';
}

/* What is behind a filled shape without area; NULL if none begins here. */
static const char *behind_hairline(const char *at, const char *end) {
  double box[4], first[2], next[2];
  const char *after = read_operands(at, end, 4, box, "re\n");
  if (after) return (box[2] == 0 || box[3] == 0) && begins(after, end, "f\n") ? after + 2 : NULL;
  if (!(after = read_operands(at, end, 2, first, "m\n"))) return NULL;
  bool is_upright = true, is_level = true;
  const char *line;
  while ((line = read_operands(after, end, 2, next, "l\n"))) {
    is_upright = is_upright && next[0] == first[0];
    is_level = is_level && next[1] == first[1];
    after = line;
  }
  return (is_upright || is_level) && begins(after, end, "h\nf\n") ? after + 4 : NULL;
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
