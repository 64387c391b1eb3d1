/* Outlines of letters begin on their curve.

   A contour of a TrueType font may begin beside its curve, with a point that only bends it. The engine's Qt takes
   the middle to the last point for the beginning then, and forgets the first: bold Korean letters and Cambria's
   stand-in had edges where they are round, and a wide `0` of the Japanese font, all of whose points lie beside
   the curve, was a blot. So such a contour is told from a point on, and where there is none, from the middle
   between two. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>

struct vector {
  long x, y;
};
/* As FreeType 2 lays them out: what of a glyph is looked at here. */
struct outline {
  int16_t contour_count, point_count;
  struct vector *points;
  uint8_t *tags;
  int16_t *ends;
};
struct slot {
  char before[144];
  uint32_t format;
  char between[52];
  struct outline outline;
};
_Static_assert(offsetof(struct slot, outline) == 200, "as in FT_GlyphSlotRec");
enum { OUTLINE = 'o' << 24 | 'u' << 16 | 't' << 8 | 'l', KIND = 3, BESIDE = 0, ON = 1, MOST = INT16_MAX };

/* In the place of FreeType's own, until the next glyph is loaded. Only the main thread has to do with fonts. */
static struct {
  int room;
  struct vector *points;
  uint8_t *tags;
  int16_t *ends;
} own;

static bool has_room_for(int points) {
  if (points <= own.room) return true;
  int room = (points + 255) & ~255;
  struct vector *vectors = realloc(own.points, (size_t)room * sizeof *vectors);
  if (vectors) own.points = vectors;
  uint8_t *tags = realloc(own.tags, (size_t)room);
  if (tags) own.tags = tags;
  int16_t *ends = realloc(own.ends, (size_t)room * sizeof *ends);
  if (ends) own.ends = ends;
  if (!vectors || !tags || !ends) return false;
  own.room = room;
  return true;
}

static int add(int at, struct vector point, uint8_t tag) {
  own.points[at] = point;
  own.tags[at] = tag;
  return at + 1;
}

static bool begins_beside(const struct outline *outline) {
  int first = 0;
  for (int i = 0; i < outline->contour_count; first = outline->ends[i++] + 1) {
    if (outline->ends[i] < first || outline->ends[i] >= outline->point_count) return false;
    if ((outline->tags[first] & KIND) == BESIDE) {
      /* The rest is looked at when it is copied. */
      for (int k = i + 1; k < outline->contour_count; k++)
        if (outline->ends[k] <= outline->ends[k - 1] || outline->ends[k] >= outline->point_count) return false;
      return true;
    }
  }
  return false;
}

void begin_on_curves(void *glyph) {
  struct slot *slot = glyph;
  struct outline *outline = &slot->outline;
  if (slot->format != OUTLINE || outline->contour_count <= 0 || !begins_beside(outline)) return;
  int most = outline->point_count + outline->contour_count;
  if (most > MOST || !has_room_for(most)) return;
  int first = 0, count = 0;
  for (int i = 0; i < outline->contour_count; i++) {
    int last = outline->ends[i], begin = first;
    while (begin <= last && (outline->tags[begin] & KIND) == BESIDE) begin++;
    if (begin > last) {
      const struct vector *a = &outline->points[last], *b = &outline->points[first];
      count = add(count, (struct vector){(a->x + b->x) / 2, (a->y + b->y) / 2}, ON);
      begin = first;
    }
    for (int k = begin; k <= last; k++) count = add(count, outline->points[k], outline->tags[k]);
    for (int k = first; k < begin; k++) count = add(count, outline->points[k], outline->tags[k]);
    own.ends[i] = (int16_t)(count - 1);
    first = last + 1;
  }
  outline->points = own.points;
  outline->tags = own.tags;
  outline->ends = own.ends;
  outline->point_count = (int16_t)count;
}
