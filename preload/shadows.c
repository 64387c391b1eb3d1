/* The engine paints a shadow by painting its box once more, in black, right of where the shadow may
   be seen, and shows the shadow of that. What lies beyond a clip is not painted, but a viewer that
   smooths edges paints a hair of it where both meet: so it is taken out of the page.

     path  W* n                           where the shadow may be seen
     colour    path  f*                   the shadow, unless it is too faint
     0 0 0 scn  /GSa gs  path  f*         its box */
#include "content.h"
#include <math.h>
#include <stdlib.h>

static const char BLACK[] = "/CSp cs 0 0 0 scn\n/GSa gs\n";
static const char CLIP[] = "W* n\n";
enum { BLACK_SIZE = sizeof BLACK - 1, CLIP_SIZE = sizeof CLIP - 1 };
/* A box with round corners has 250 bytes, and so has its clip. */
enum { NEAR = 2048 };

struct path {
  double left, right;
  /* Behind its operator: `f`, `f*` or `W*`; NULL where it is no path. */
  const char *end;
};

static struct path read_path(const char *at, const char *end) {
  struct path path = {HUGE_VAL, -HUGE_VAL, NULL};
  double numbers[6];
  for (int count = 0; at < end; at++) {
    char *after;
    double value = *at == 'n' ? 0 : read_number(at, &after);
    if (*at != 'n' && after != at) {
      if (count == 6) return path;
      numbers[count++] = value;
      at = after;
      continue;
    }
    const char *word = at;
    while (at < end && *at != ' ' && *at != '\n') at++;
    size_t size = (size_t)(at - word);
    bool is_box = size == 2 && memcmp(word, "re", 2) == 0 && count == 4;
    if (is_box) {
      numbers[2] += numbers[0];
      numbers[3] += numbers[1];
    }
    if (is_box || (size == 1 && strchr("mlch", *word))) {
      for (int i = 0; i < count; i += 2) {
        path.left = fmin(path.left, numbers[i]);
        path.right = fmax(path.right, numbers[i]);
      }
      count = 0;
    } else {
      bool fills = *word == 'f' && (size == 1 || (size == 2 && word[1] == '*'));
      bool clips = size == 2 && memcmp(word, "W*", 2) == 0;
      if (count == 0 && path.left < HUGE_VAL && (fills || clips)) path.end = at + 1;
      return path;
    }
  }
  return path;
}

/* A box, which on the second page and those behind it is moved by what is on those before it:

     q  1 0 0 1 0 -12588 cm  path  f  Q */
static struct path read_box(const char *at, const char *end) {
  static const double PLAIN[] = {1, 0, 0, 1};
  double moved[6];
  const char *inner = begins(at, end, "q\n") ? read_operands(at + 2, end, 6, moved, "cm\n") : NULL;
  if (!inner) return read_path(at, end);
  struct path box = read_path(inner, end);
  if (memcmp(moved, PLAIN, sizeof PLAIN) || !box.end || !begins(box.end, end, "Q\n"))
    return (struct path){.end = NULL};
  box.left += moved[4];
  box.right += moved[4];
  box.end += 2;
  return box;
}

static const char *last(const char *start, const char *end, const char *text, size_t size) {
  if (end - start > NEAR) start = end - NEAR;
  for (const char *at = end - size; at >= start; at--)
    if (memcmp(at, text, size) == 0) return at;
  return NULL;
}

static bool has(const char *start, const char *end, const char *text) {
  return memmem(start, (size_t)(end - start), text, strlen(text));
}

/* Whether coordinates are other ones at the end than at the start. What is between `q` and `Q` holds
   only there. */
static bool moves(const char *start, const char *end) {
  for (const char *at = start; (at = memmem(at, (size_t)(end - at), " cm\n", 4)); at++)
    if (!has(at, end, "\nQ\n")) return true;
  return false;
}

/* Whether a path lies right of one of the clips that hold for it. */
static bool is_hidden(const char *page, const char *at, double left) {
  for (const char *clip = at;;) {
    clip = last(page, clip, CLIP, CLIP_SIZE);
    /* Behind these it is another clip that holds. */
    if (!clip || has(clip, at, "Q q") || has(clip, at, "Q Q") || moves(clip, at)) return false;
    const char *start = last(page, clip, "n\n", 2), *other = last(page, clip, "q\n", 2);
    if (!start || (other && other > start)) start = other;
    struct path clipped = read_path(start ? start + 2 : page, clip + 3);
    if (clipped.end && left > clipped.right) return true;
  }
}

size_t without_shadow_boxes(char *page, size_t size) {
  const char *end = page + size, *from = page;
  char *to = page;
  for (const char *at = page;;) {
    at = memmem(at, (size_t)(end - at), BLACK, BLACK_SIZE);
    if (!at) break;
    at += BLACK_SIZE;
    struct path box = read_box(at, end - at > NEAR ? at + NEAR : end);
    if (!box.end || !is_hidden(from, at, box.left)) continue;
    memmove(to, from, (size_t)(at - from));
    to += at - from;
    at = from = box.end;
  }
  memmove(to, from, (size_t)(end - from));
  return (size_t)(to - page) + (size_t)(end - from);
}
