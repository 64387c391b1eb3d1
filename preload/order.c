/* Letters of scripts that run from right to left are written in the order in which they are read,
   each to the left of the one before it. Readers of PDFs take such letters for words of one letter
   each: they expect what browsers write, which goes from left to right.

     BT
     /F8 384 Tf 1 0 0 -1 0 0 Tm
     6549.93750 -455.52 Td <0002> Tj
     -238.875000 0 Td <0003> Tj
     ET */
#include "content.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word has no more letters. */
enum { MOST = 256, GLYPHS = 64 };

struct letter {
  double x, y;
  const char *glyphs;
  size_t size;
};

/* Reads `1 2 Td <0003> Tj` and the end of its line; returns what is behind it, or NULL. */
static const char *read_letter(const char *at, const char *end, struct letter *letter) {
  char *after;
  letter->x = read_number(at, &after);
  if (after == at || after >= end || *after != ' ') return NULL;
  at = after + 1;
  letter->y = read_number(at, &after);
  if (after == at || end - after < 12 || memcmp(after, " Td <", 5) != 0) return NULL;
  letter->glyphs = after + 4;
  const char *close = memchr(letter->glyphs, '>', (size_t)(end - letter->glyphs));
  if (!close || end - close < 5 || memcmp(close, "> Tj\n", 5) != 0) return NULL;
  letter->size = (size_t)(close + 1 - letter->glyphs);
  return letter->size <= GLYPHS ? close + 5 : NULL;
}

/* A number without zeros at its end. */
static size_t write_number(char *out, size_t room, double value) {
  int size = snprintf(out, room, "%.5f", value);
  if (size <= 0 || (size_t)size >= room) return 0;
  while (out[size - 1] == '0') size--;
  if (out[size - 1] == '.') size--;
  if (size == 2 && out[0] == '-' && out[1] == '0') out[0] = '0', size = 1;
  return (size_t)size;
}

static size_t write_letters(char *out, size_t room, const struct letter *letters, size_t count) {
  size_t size = 0;
  for (size_t i = count; i-- > 0;) {
    bool is_first = i + 1 == count;
    double x = letters[i].x - (is_first ? 0 : letters[i + 1].x);
    double y = letters[i].y - (is_first ? 0 : letters[i + 1].y);
    for (int side = 0; side < 2; side++) {
      size_t written = write_number(out + size, room - size, side ? y : x);
      if (written == 0 || (size += written) + 1 >= room) return 0;
      out[size++] = ' ';
    }
    if (room - size < letters[i].size + 8) return 0;
    memcpy(out + size, "Td ", 3);
    memcpy(out + size + 3, letters[i].glyphs, letters[i].size);
    memcpy(out + size + 3 + letters[i].size, " Tj\n", 4);
    size += letters[i].size + 7;
  }
  return size;
}

/* Turns round the words of a page that run to the left. It takes no more bytes than before. */
size_t from_left_to_right(char *page, size_t size) {
  const char *end = page + size, *at = page;
  char *out = page;
  static __thread struct letter letters[MOST];
  static __thread char turned[MOST * (GLYPHS + 48)];
  while (at < end) {
    const char *line = end_of_line(at, end);
    bool is_text = line - at > 4 && memcmp(line - 4, " Tm\n", 4) == 0;
    memmove(out, at, (size_t)(line - at));
    out += line - at;
    at = line;
    if (!is_text) continue;
    const char *start = at, *next;
    size_t count = 0, leftward = 0;
    while (count < MOST && (next = read_letter(at, end, &letters[count]))) {
      if (count > 0) {
        if (letters[count].x < 0) leftward++;
        letters[count].x += letters[count - 1].x;
        letters[count].y += letters[count - 1].y;
      }
      count++;
      at = next;
    }
    size_t written = 0;
    if (count > 1 && 2 * leftward >= count && letters[count - 1].x < letters[0].x)
      written = write_letters(turned, sizeof turned, letters, count);
    if (written == 0 || written > (size_t)(at - start)) {
      memmove(out, start, (size_t)(at - start));
      out += at - start;
      continue;
    }
    memcpy(out, turned, written);
    out += written;
  }
  return (size_t)(out - page);
}
