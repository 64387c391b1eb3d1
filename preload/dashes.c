/* Dashed and dotted borders as browsers draw them. The engine makes dashes and gaps of a straight
   side three times as long as it is wide, and ends each with a square:

     /CSp cs 1 0 0 scn  /GSa gs  0 241 36 36 re  f       the squares
     /CSp cs 1 0 0 scn  /GSa gs  2364 241 36 36 re  f
     Q  q  ...
     1 0 0 SCN
     36 w 0 J 2 j [108 108 ] 0 d                          what is between them
     36 259 m  2364 259 l  S

   From the second page on, each square is moved to its page by itself, and so is the line:

     /CSp cs 1 0 0 scn  /GSa gs  q  1 0 0 1 0 -12588 cm  0 241 36 36 re  f  Q
     Q  q  1 0 0 1 0 -12588 cm  ...

   Round boxes are stroked along their outer edge, twice as wide as what is seen of it and a tenth
   more, with ends that fill the gaps:

     52.8 w 2 J 2 j [72 73.87 ] 0 d  ... m ... c ... h  S

   Browsers have dashes of two widths, three below 3 pixels, and gaps of one or two that are stretched
   until the last dash ends with its side. Dots of more than 3 pixels are round. */
#include "content.h"
#include <math.h>
#include <stdio.h>

/* How wide the dashes and gaps of a line of this length are, as Chromium reckons (StyledStrokeData). */
struct dashes {
  double dash, gap;
};

static double best_gap(double length, double dash, double gap, bool is_closed) {
  double least = floor((is_closed ? length : length + gap) / (dash + gap)), most = least + 1;
  double wide = (length - least * dash) / (is_closed ? least : least - 1);
  double narrow = (length - most * dash) / (is_closed ? most : most - 1);
  /* Of a single dash there is no gap. */
  bool is_wide = isfinite(wide) && (narrow <= 0 || fabs(wide - gap) < fabs(narrow - gap));
  return is_wide ? wide : narrow;
}

static struct dashes dashes_of(double length, double width, bool is_thick, bool is_closed) {
  struct dashes dashes = {width * (is_thick ? 2 : 3), width * (is_thick ? 1 : 2)};
  double two = 2 * dashes.dash + dashes.gap;
  if (length <= 2 * dashes.dash) return (struct dashes){length, dashes.gap};
  if (length <= two) return (struct dashes){dashes.dash * length / two, dashes.gap * length / two};
  dashes.gap = best_gap(length, dashes.dash, dashes.gap, is_closed);
  return dashes;
}

static bool are_finite(struct dashes dashes) { return isfinite(dashes.dash) && isfinite(dashes.gap); }

static bool is_thick(double width) { return width > 3 * dots_in_pixel() - 0.5; }
static bool has_round_dots(double width) { return width > 3 * dots_in_pixel() + 0.5; }

static bool is_near(double a, double b) { return fabs(a - b) < 0.01 * fabs(b); }

/* How what follows is moved, which is not at all on the first page. Returns what is behind it. */
static const char *read_move(const char *at, const char *end, double *move) {
  double matrix[6];
  const char *next = read_operands(at, end, 6, matrix, "cm\n");
  move[0] = next ? matrix[4] : 0;
  move[1] = next ? matrix[5] : 0;
  return next ? next : at;
}

/* One end of a side. */
struct square {
  double box[4], move[2];
};

/* Behind a square, or NULL where there is none. */
static const char *read_square(const char *at, const char *end, struct square *square) {
  if (!begins(at, end, "/CSp cs ")) return NULL;
  at = end_of_line(at, end);
  if (!begins(at, end, "/GS")) return NULL;
  at = end_of_line(at, end);
  bool is_moved = begins(at, end, "q\n");
  at = read_move(is_moved ? at + 2 : at, end, square->move);
  at = read_operands(at, end, 4, square->box, "re\n");
  if (!at || square->box[2] != square->box[3] || !begins(at, end, "f\n")) return NULL;
  at += 2;
  if (!is_moved) return at;
  return begins(at, end, "Q\n") ? at + 2 : NULL;
}

/* A line with its pen, up to its `S`. */
struct stroke {
  double width, dash, from[2], to[2];
  const char *end;
};

static const char *read_pen(const char *at, const char *end, const char *cap, double *width, double *pattern) {
  at = read_operands(at, end, 1, width, cap);
  if (!at || !(at = read_operands(at, end, 2, pattern, "] "))) return NULL;
  double phase;
  return read_operands(at, end, 1, &phase, "d\n");
}

static struct stroke read_stroke(const char *at, const char *end) {
  struct stroke stroke = {.end = NULL};
  double pattern[2];
  at = read_pen(at, end, "w 0 J 2 j [", &stroke.width, pattern);
  if (!at || !is_near(pattern[0], pattern[1])) return stroke;
  stroke.dash = pattern[0];
  if (!(at = read_operands(at, end, 2, stroke.from, "m\n"))) return stroke;
  if (!(at = read_operands(at, end, 2, stroke.to, "l\n"))) return stroke;
  if (begins(at, end, "S\n")) stroke.end = at + 2;
  return stroke;
}

/* A side that begins with its squares is written to `to`, in no more bytes. Returns what is behind it, or NULL. */
static const char *write_side(const char *at, const char *end, char **to) {
  struct square one, other;
  const double *first = one.box, *last = other.box;
  const char *next = read_square(at, end, &one);
  if (!next || !(next = read_square(next, end, &other)) || first[2] != last[2]) return NULL;
  const char *between = next, *pen = between;
  double move[2] = {one.move[0], one.move[1]};
  if (begins(pen, end, "Q\nq\n")) pen = read_move(pen + 4, end, move);
  if (memcmp(one.move, other.move, sizeof move) != 0 || memcmp(one.move, move, sizeof move) != 0) return NULL;
  /* What shapes would be filled with. */
  if (begins(pen, end, "/CSp cs ")) pen = end_of_line(end_of_line(pen, end), end);
  pen = end_of_line(pen, end);
  if (pen - between < 4 || !begins(pen - 4, end, "SCN\n")) return NULL;
  struct stroke stroke = read_stroke(pen, end);
  double width = stroke.width;
  if (!stroke.end || width != first[2]) return NULL;
  bool is_dashed = is_near(stroke.dash, 3 * width), is_level = stroke.from[1] == stroke.to[1];
  if (!is_dashed && !(is_near(stroke.dash, width) && has_round_dots(width))) return NULL;
  if (!is_level && stroke.from[0] != stroke.to[0]) return NULL;
  double start = is_level ? first[0] : first[1], stop = (is_level ? last[0] : last[1]) + width;
  double length = stop - start, middle = is_level ? stroke.from[1] : stroke.from[0];
  if (!(length > width)) return NULL;
  char text[200];
  struct dashes dashes = dashes_of(length, width, is_thick(width), false);
  if (!is_dashed) {
    /* A dot on the very end of its line would be none. */
    dashes.gap = width + (length < 2 * width ? width : best_gap(length, width, width, false)) - 0.1;
    dashes.dash = 0;
    start += width / 2;
    stop -= width / 2;
  }
  if (!are_finite(dashes)) return NULL;
  int size = snprintf(text, sizeof text, "%g w %d J 2 j [%.2f %.2f ] 0 d\n%.9g %.9g m\n%.9g %.9g l\nS\n", width,
                  is_dashed ? 0 : 1, dashes.dash, dashes.gap, is_level ? start : middle,
                  is_level ? middle : start, is_level ? stop : middle, is_level ? middle : stop);
  size_t kept = (size_t)(pen - between);
  if (size < 0 || (size_t)size >= sizeof text || kept + (size_t)size > (size_t)(stroke.end - at)) return NULL;
  memmove(*to, between, kept);
  memcpy(*to + kept, text, (size_t)size);
  *to += kept + (size_t)size;
  return stroke.end;
}

/* About how long a curve is. */
static double length_of_curve(const double *from, const double *curve) {
  enum { STEPS = 12 };
  double length = 0, x = from[0], y = from[1];
  for (int step = 1; step <= STEPS; step++) {
    double t = (double)step / STEPS, s = 1 - t;
    double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
    double next_x = a * from[0] + b * curve[0] + c * curve[2] + d * curve[4];
    double next_y = a * from[1] + b * curve[1] + c * curve[3] + d * curve[5];
    length += hypot(next_x - x, next_y - y);
    x = next_x;
    y = next_y;
  }
  return length;
}

/* How long the outline of a box is, which ends with `S`; 0 where it is none. */
static double length_of_outline(const char *at, const char *end) {
  double now[2], numbers[6], length = 0;
  bool is_round = false;
  if (!(at = read_operands(at, end, 2, now, "m\n"))) return 0;
  for (const char *next; !begins(at, end, "h\nS\n"); at = next) {
    const double *to = numbers;
    if ((next = read_operands(at, end, 2, numbers, "l\n"))) length += hypot(numbers[0] - now[0], numbers[1] - now[1]);
    else if ((next = read_operands(at, end, 6, numbers, "c\n"))) {
      length += length_of_curve(now, numbers);
      to = numbers + 4;
      is_round = true;
    } else return 0;
    now[0] = to[0];
    now[1] = to[1];
  }
  return is_round ? length : 0;
}

/* The pen of a round box, whose path comes behind it. Returns what is behind the pen, or NULL. */
static const char *write_pen(const char *at, const char *end, char **to) {
  double pen, pattern[2];
  const char *path = read_pen(at, end, "w 2 J 2 j [", &pen, pattern);
  if (!path) return NULL;
  double width = pen / 2.2, outer = length_of_outline(path, end), middle = outer - acos(-1) * width;
  bool is_dashed = is_near(pattern[0], 3 * width);
  if (!(middle > 0) || (!is_dashed && !is_near(pattern[0], width))) return NULL;
  struct dashes dashes = {width, width};
  if (is_dashed) dashes = dashes_of(middle, width, is_thick(width), true);
  if (!are_finite(dashes)) return NULL;
  char text[100];
  int size = snprintf(text, sizeof text, "%g w 0 J 2 j [%.2f %.2f ] 0 d\n", pen, dashes.dash * outer / middle,
                      dashes.gap * outer / middle);
  if (size < 0 || (size_t)size >= sizeof text || size > path - at) return NULL;
  memcpy(*to, text, (size_t)size);
  *to += size;
  return path;
}

size_t with_dashes_of_browsers(char *page, size_t size) {
  if (dots_in_pixel() < 1) return size;
  const char *end = page + size, *from = page;
  char *to = page;
  for (const char *line = page; line < end;) {
    const char *written = NULL, *next = end_of_line(line, end);
    bool is_square = begins(line, end, "/CSp"), is_pen = next - line > 12 && begins(next - 4, end, "0 d\n");
    if (is_square || is_pen) {
      memmove(to, from, (size_t)(line - from));
      to += line - from;
      from = line;
      written = is_square ? write_side(line, end, &to) : write_pen(line, end, &to);
    }
    if (written) from = next = written;
    line = next;
  }
  memmove(to, from, (size_t)(end - from));
  return (size_t)(to - page) + (size_t)(end - from);
}
