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
