/* A bold that a font does not have is painted by the engine as its letters twice, the second time
   a little aside and as nothing to be read:

     BT
     /F6 192 Tf 1 0 0 -1 0 0 Tm
     0 -359.52 Td <0001> Tj
     1 0 0 -1 0 0 Tm
     /Span << /ActualText () >> BDC
     -4.8 -361 Td <0001> Tj
     EMC
     ET

   Not all readers know that, and find each word twice. Browsers paint the letters once, with a line
   around them: so do we. */
#include "content.h"
#include <stdio.h>
#include <stdlib.h>

/* What a colour takes at most. */
enum { COLOUR = 64 };

struct colour {
  char text[COLOUR];
  size_t size;
};

static const char span[] = "/Span << /ActualText ";

static bool ends(const char *from, const char *at, const char *text) {
  size_t size = strlen(text);
  return (size_t)(at - from) > size && memcmp(at - size, text, size) == 0;
}

static const char *behind_letters(const char *at, const char *end) {
  for (const char *line; at < end && ends(at, line = end_of_line(at, end), "> Tj\n");) at = line;
  return at;
}

/* How wide the line around letters is, as a part of their size: as bold as browsers make them. */
static const double breadth = 1 / 29.5;

/* Reads the colour that a line sets, `/CSp cs 0 0 0 scn`. What sets another kind of one leaves none. */
static void read_colour(const char *at, const char *line, struct colour *colour) {
  static const char before[] = "/CSp cs ", after[] = " scn\n";
  /* A line around translucent letters would be seen through them. */
  if (*at == 'Q' || (*at == '/' && ends(at, line, " gs\n") && !begins(at, line, "/GSa "))) colour->size = 0;
  if (*at != '/' || !ends(at, line, after)) return;
  size_t size = (size_t)(line - at) - (sizeof before - 1);
  bool is_plain = begins(at, line, before) && size > sizeof after && size - (sizeof after - 1) < COLOUR;
  colour->size = is_plain ? size - (sizeof after - 1) : 0;
  memcpy(colour->text, at + sizeof before - 1, colour->size);
}

/* Writes a text that is painted twice, from its font to its end, as one that is painted once. Returns
   its size, or 0 where it is another, or would take more bytes; `after` is behind what it was. */
static size_t once(const char *font, const char *end, const struct colour *colour, char *out, const char **after) {
  const char *letters = end_of_line(font, end), *name = memchr(font, ' ', (size_t)(letters - font));
  if (!begins(font, letters, "/F") || !ends(font, letters, " Tm\n") || !name) return 0;
  char *behind;
  double size = read_number(name + 1, &behind);
  if (behind == name + 1 || !begins(behind, letters, " Tf ")) return 0;
  const char *matrix = behind_letters(letters, end), *mark = end_of_line(matrix, end);
  if (matrix == letters || !ends(matrix, mark, " Tm\n") || !begins(mark, end, span)) return 0;
  const char *last = behind_letters(end_of_line(mark, end), end);
  if (!begins(last, end, "EMC\nET\n")) return 0;
  *after = last + 7;
  char head[2 * COLOUR];
  int written = snprintf(head, sizeof head, "2 Tr %.2f w /CSp CS %.*s SCN\n", size * breadth, (int)colour->size, colour->text);
  size_t kept = (size_t)(matrix - font), total = kept + (size_t)written + 12;
  if (written <= 0 || (size_t)written >= sizeof head || total > (size_t)(*after - font) + 3) return 0;
  char *to = mempcpy(out, "q\nBT\n", 5);
  to = mempcpy(to, font, (size_t)(letters - font));
  to = mempcpy(to, head, (size_t)written);
  to = mempcpy(to, letters, (size_t)(matrix - letters));
  memcpy(to, "ET\nQ\n", 5);
  return total - 2;
}

/* Paints bold letters once, in place; returns the page's new size. */
size_t with_bold_once(char *page, size_t size) {
  if (dots_in_pixel() < 1 || !memmem(page, size, span, sizeof span - 1)) return size;
  const char *end = page + size, *at = page;
  char *out = page, *text = malloc(size + 2 * COLOUR);
  struct colour colour = {.size = 0};
  while (text && at < end) {
    const char *line = end_of_line(at, end), *after;
    size_t written = colour.size && begins(at, line, "BT\n") ? once(line, end, &colour, text, &after) : 0;
    if (written) {
      memcpy(out, text, written);
      out += written;
      at = after;
      continue;
    }
    read_colour(at, line, &colour);
    memmove(out, at, (size_t)(line - at));
    out += line - at;
    at = line;
  }
  if (!text) return size;
  free(text);
  return (size_t)(out - page);
}
