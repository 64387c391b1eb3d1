/* How large a picture is as a JPEG, which the engine makes of each before it packs its dots: the smaller of both goes
   into the PDF. Of a photograph that is never the packed one, and takes ten times as long (pack.c). */
#include "preload.h"

/* As in jpeglib.h, version 8, as far as it is looked at here. */
struct encoder;
struct target {
  uint8_t *next;
  size_t room;
  void (*begin)(struct encoder *);
  int (*empty)(struct encoder *);
};
struct encoder {
  char before[40];
  struct target *target;
};
extern void jpeg_start_compress(struct encoder *, int);
extern void jpeg_finish_compress(struct encoder *);

/* The one that is being written: its target, and how many bytes it has taken. */
static struct {
  struct target *target, engines;
  size_t room, size, last_size;
} writing;

static void begin(struct encoder *encoder) {
  writing.engines.begin(encoder);
  writing.size = 0;
  writing.room = encoder->target->room;
}

static int empty(struct encoder *encoder) {
  writing.size += writing.room;
  int done = writing.engines.empty(encoder);
  writing.room = encoder->target->room;
  return done;
}

PUBLIC void jpeg_start_compress(struct encoder *encoder, int all_tables) {
  struct target *target = writing.target = encoder->target;
  /* One that was begun and given up has ours already. */
  if (target && target->begin != begin) {
    writing.engines = *target;
    target->begin = begin;
    target->empty = empty;
  }
  NEXT(jpeg_start_compress)(encoder, all_tables);
}

PUBLIC void jpeg_finish_compress(struct encoder *encoder) {
  NEXT(jpeg_finish_compress)(encoder);
  if (encoder->target && encoder->target == writing.target)
    writing.last_size = writing.size + writing.room - encoder->target->room;
  writing.target = NULL;
}

size_t size_as_jpeg(void) {
  size_t size = writing.last_size;
  writing.last_size = 0;
  return size;
}
