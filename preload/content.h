/* Lines of a page's contents, as the engine writes them. */
#pragma once
#include "preload.h"
#include <string.h>

static inline const char *end_of_line(const char *at, const char *end) {
  const char *line = memchr(at, '\n', (size_t)(end - at));
  return line ? line + 1 : end;
}

static inline bool begins(const char *at, const char *end, const char *text) {
  size_t size = strlen(text);
  return (size_t)(end - at) >= size && memcmp(at, text, size) == 0;
}

/* Reads so many numbers and what follows them on their line; returns what is behind it, or NULL. */
static inline const char *read_operands(const char *at, const char *end, int count, double *numbers,
                                        const char *operator) {
  /* A number ends before the page does. */
  if (at >= end || !memchr(at, '\n', (size_t)(end - at))) return NULL;
  for (int i = 0; i < count; i++) {
    char *after;
    numbers[i] = read_number(at, &after);
    if (after == at || after >= end || *after != ' ') return NULL;
    at = after + 1;
  }
  return begins(at, end, operator) ? at + strlen(operator) : NULL;
}

enum { DEEPEST = 64, NUMBERS = 6 };

/* How far down what is painted next has been moved, and whether it is neither turned nor scaled. */
struct level {
  double down;
  bool is_plain;
};
struct levels {
  struct level all[DEEPEST], *now;
  bool is_scaled;
};

static inline void begin_page(struct levels *levels) {
  levels->now = levels->all;
  *levels->now = (struct level){0, true};
  levels->is_scaled = false;
}

/* The numbers at the start of a line, and what is behind them. */
static inline const char *read_numbers(const char *line, const char *end, double *numbers, int *count) {
  for (*count = 0; *count < NUMBERS && line < end; (*count)++) {
    char *after;
    double number = read_number(line, &after);
    if (after == line || after > end) break;
    numbers[*count] = number;
    for (line = after; line < end && *line == ' ';) line++;
  }
  return line;
}

static inline bool is_only_of(const char *line, const char *end, const char *letters) {
  while (line < end && strchr(letters, *line)) line++;
  return line == end;
}

/* Follows a line that keeps or brings back a level, or moves what is on it: `word` is what stands behind
   its numbers. Returns the lowest level on its way. */
static inline const struct level *follow(struct levels *levels, const char *word, const char *stop,
                                         const double *numbers, int count) {
  const struct level *lowest = levels->now;
  if (count == 0 && is_only_of(word, stop, "qQ ")) {
    for (const char *at = word; at < stop; at++) {
      if (*at == 'q' && levels->now < levels->all + DEEPEST - 1) levels->now[1] = levels->now[0], levels->now++;
      else if (*at == 'Q' && levels->now > levels->all) levels->now--;
      if (levels->now < lowest) lowest = levels->now;
    }
  } else if (count == NUMBERS && begins(word, stop, "cm")) {
    bool moves = numbers[0] == 1 && numbers[1] == 0 && numbers[2] == 0 && numbers[3] == 1;
    /* The first of a page turns it upside down. */
    if (moves) levels->now->down += numbers[5];
    else if (levels->is_scaled || numbers[3] >= 0) levels->now->is_plain = false;
    levels->is_scaled = true;
  }
  return lowest;
}

/* Whether a text begins with the next line. */
static inline bool begins_text(const char *line, const char *stop) {
  return stop - line >= 15 && begins(stop - 15, stop, "1 0 0 -1 0 0 Tm");
}
