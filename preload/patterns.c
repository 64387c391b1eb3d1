/* Pictures that are repeated begin where their box does.

   The engine writes a pattern for each box, and forgets where its first tile is: all would begin at
   the corner of the page, and a strip that is repeated along one edge would show its end first. The
   page tells the box; the pattern stands in the file by then, and its matrix is written anew in its
   place.

     /PCSp cs /Pat8 scn   /GSa gs   x y width height re     in a page
     8 0 obj  <<  /Type /Pattern ... /Matrix [a b c d e f ] */
#include "preload.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { MOST = 4096, NEAR = 160, DICTIONARY = 400, NUMBERS = 6 };
static const char NAME[] = "/PCSp cs /Pat", MATRIX[] = "/Matrix [";

static struct pattern {
  long number;
  double x, y;
} patterns[MOST];
static size_t noted;

/* The corner of the box that is filled with a pattern: the first one behind its name, but for one that
   comes behind the path that is filled, as shapes of drawings are. */
static bool read_corner(const char *at, const char *end, struct pattern *pattern) {
  if (end - at > NEAR) end = at + NEAR;
  const char *box = memmem(at, (size_t)(end - at), " re\n", 4);
  if (!box || memmem(at, (size_t)(box - at), " m\n", 3)) return false;
  while (box > at && box[-1] != '\n') box--;
  char *after;
  pattern->x = read_number(box, &after);
  if (after == box) return false;
  box = after;
  pattern->y = read_number(box, &after);
  return after != box;
}

void note_patterns(const char *page, size_t size) {
  const char *end = page + size, *at = page;
  enum { NAME_SIZE = sizeof NAME - 1 };
  while (noted < MOST && (at = memmem(at, (size_t)(end - at), NAME, NAME_SIZE))) {
    at += NAME_SIZE;
    const char *line = memchr(at, '\n', (size_t)(end - at));
    if (!line) return;
    struct pattern *pattern = &patterns[noted];
    pattern->number = strtol(at, NULL, 10);
    if (read_corner(line + 1, end, pattern)) noted++;
  }
}

/* No viewer reads an exponent: what would have one is written as the engine writes it. */
static int write_number(char *text, size_t room, int digits, double number) {
  int size = snprintf(text, room, "%.*g ", digits, number);
  return memchr(text, 'e', (size_t)size) ? snprintf(text, room, "%.9f ", number) : size;
}

/* Puts numbers where others stood, as exactly as there is room for. */
static void write_matrix(char *place, size_t room, const double *numbers) {
  enum { DIGITS = 9, FEWEST = 5 };
  static const double LARGEST = 1e9;
  for (int i = 0; i < NUMBERS; i++)
    if (!(fabs(numbers[i]) < LARGEST)) return;
  char text[NUMBERS * 24];
  for (int digits = DIGITS; digits >= FEWEST; digits--) {
    size_t size = 0;
    for (int i = 0; i < NUMBERS; i++)
      size += (size_t)write_number(text + size, sizeof text - size, digits, numbers[i]);
    if (size > room) continue;
    memset(place, ' ', room);
    memcpy(place, text, size);
    return;
  }
}

static void place_pattern(char *dictionary, const char *end, const struct pattern *pattern) {
  if (end - dictionary > DICTIONARY) end = dictionary + DICTIONARY;
  char *place = memmem(dictionary, (size_t)(end - dictionary), MATRIX, sizeof MATRIX - 1);
  if (!place) return;
  place += sizeof MATRIX - 1;
  const char *stop = memchr(place, ']', (size_t)(end - place));
  if (!stop) return;
  double m[NUMBERS];
  const char *at = place;
  for (int i = 0; i < NUMBERS; i++) {
    char *after;
    m[i] = read_number(at, &after);
    if (after == at || after > stop) return;
    for (at = after; at < stop && *at == ' ';) at++;
  }
  m[4] += m[0] * pattern->x + m[2] * pattern->y;
  m[5] += m[1] * pattern->x + m[3] * pattern->y;
  write_matrix(place, (size_t)(stop - place), m);
}

void place_patterns(int descriptor) {
  struct stat file;
  size_t count = noted;
  noted = 0;
  if (count == 0 || fstat(descriptor, &file) || file.st_size <= 0) return;
  size_t size = (size_t)file.st_size;
  char *pdf = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (pdf == MAP_FAILED) return;
  char *from = pdf, *end = pdf + size;
  for (size_t i = 0; i < count; i++) {
    char start[64];
    int length = snprintf(start, sizeof start, "\n%ld 0 obj\n<<\n/Type /Pattern", patterns[i].number);
    /* They stand in the order in which they were made. */
    char *found = memmem(from, (size_t)(end - from), start, (size_t)length);
    if (!found) continue;
    from = found + length;
    place_pattern(from, end, &patterns[i]);
  }
  munmap(pdf, size);
}
