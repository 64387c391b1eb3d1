/* Fonts and pages are compressed by libdeflate: in half the time of zlib, and a little smaller. Its
   output is the same on every processor, which not every fast zlib can say.

   libdeflate takes all at once, and the engine hands pages over in pieces: they are gathered. */
#include "preload.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LEVEL = 6 };

/* As in libdeflate.h. */
struct libdeflate_compressor;
struct libdeflate_compressor *libdeflate_alloc_compressor(int level);
size_t libdeflate_zlib_compress(struct libdeflate_compressor *, const void *in, size_t in_size,
                                void *out, size_t out_room);
size_t libdeflate_zlib_compress_bound(struct libdeflate_compressor *, size_t in_size);

/* As in zlib.h. */
enum { FINISH = 4, OK = 0, STREAM_END = 1, MEMORY_ERROR = -4 };
struct gathered;
struct stream {
  const uint8_t *in;
  unsigned in_size;
  unsigned long in_total;
  uint8_t *out;
  unsigned out_room;
  unsigned long out_total;
  const char *message;
  struct gathered *state;
};
extern int compress2(uint8_t *, unsigned long *, const uint8_t *, unsigned long, int);
extern int deflateInit_(struct stream *, int level, const char *version, int size);
extern int deflate(struct stream *, int flush);
extern int deflateEnd(struct stream *);

static struct libdeflate_compressor *compressor(void) {
  static __thread struct libdeflate_compressor *compressor;
  if (!compressor) compressor = libdeflate_alloc_compressor(LEVEL);
  return compressor;
}

/* A large picture is packed to see how small it becomes, and then once more to be written. */
enum { LARGE = 64 << 10 };
static __thread struct {
  uint64_t marks[2];
  size_t in_size, size;
  uint8_t *bytes;
} last_packed;

/* Two numbers that tell what was packed. Nobody but the document itself could make them be
   those of something else, and then it would print something else of its own. */
static void mark(const uint8_t *bytes, size_t size, uint64_t marks[2]) {
  uint64_t a = size, b = ~size, words[2];
  for (; size >= sizeof words; bytes += sizeof words, size -= sizeof words) {
    memcpy(words, bytes, sizeof words);
    a = (a ^ words[0]) * 0x9e3779b97f4a7c15;
    b = (b ^ words[1]) * 0xc2b2ae3d27d4eb4f;
    a ^= b >> 32;
    b ^= a >> 29;
  }
  for (; size > 0; size--) a = (a ^ *bytes++) * 0x9e3779b97f4a7c15;
  marks[0] = a;
  marks[1] = b;
}

static size_t pack_large(uint8_t *out, size_t room, const uint8_t *in, size_t in_size) {
  uint64_t marks[2];
  mark(in, in_size, marks);
  if (last_packed.bytes && last_packed.in_size == in_size && last_packed.size <= room &&
      !memcmp(last_packed.marks, marks, sizeof marks)) {
    memcpy(out, last_packed.bytes, last_packed.size);
    return last_packed.size;
  }
  size_t size = libdeflate_zlib_compress(compressor(), in, in_size, out, room);
  free(last_packed.bytes);
  last_packed.bytes = size ? malloc(size) : NULL;
  if (!last_packed.bytes) return size;
  memcpy(last_packed.bytes, out, size);
  memcpy(last_packed.marks, marks, sizeof marks);
  last_packed.in_size = in_size;
  last_packed.size = size;
  return size;
}

/* Whether dots will not be packed to less than a JPEG of theirs has, by some of them. */
static bool is_photograph(const uint8_t *in, size_t in_size, size_t as_jpeg) {
  enum { PARTS = 6, PART = 32 << 10, SURE = 2 };
  static uint8_t room[PART];
  if (!as_jpeg || in_size < 2 * PARTS * PART) return false;
  size_t packed = 0, step = (in_size - PART) / (PARTS - 1);
  for (size_t i = 0; i < PARTS; i++) {
    size_t size = libdeflate_zlib_compress(compressor(), in + i * step, PART, room, sizeof room);
    packed += size ? size : PART;
  }
  return packed / (PARTS * PART / 1024) * (in_size / 1024) > SURE * as_jpeg;
}

/* As large as they are. */
static size_t store(uint8_t *out, size_t room, const uint8_t *in, size_t in_size) {
  static struct libdeflate_compressor *storing;
  if (!storing) storing = libdeflate_alloc_compressor(0);
  return storing ? libdeflate_zlib_compress(storing, in, in_size, out, room) : 0;
}

PUBLIC int compress2(uint8_t *out, unsigned long *out_size, const uint8_t *in,
                     unsigned long in_size, int level) {
  size_t size = 0, as_jpeg = size_as_jpeg();
  if (level < 0 && compressor()) {
    if (in_size < LARGE)
      size = libdeflate_zlib_compress(compressor(), in, in_size, out, *out_size);
    else if (!is_photograph(in, in_size, as_jpeg) || !(size = store(out, *out_size, in, in_size)))
      size = pack_large(out, *out_size, in, in_size);
  }
  if (size == 0) return NEXT(compress2)(out, out_size, in, in_size, level);
  *out_size = size;
  return OK;
}

/* --- in pieces ----------------------------------------------------------------------------- */

/* Bytes of one stream: first those that came in, at the end those that go out. */
struct gathered {
  struct stream *stream;
  uint8_t *bytes;
  size_t size, room, sent;
  bool is_packed;
};

/* The engine has one at a time in a thread. Other streams (libpng has some) are zlib's. */
static __thread struct gathered only;

static struct gathered *gathered_of(const struct stream *stream) {
  return stream && only.stream == stream && stream->state == &only ? &only : NULL;
}

PUBLIC int deflateInit_(struct stream *stream, int level, const char *version, int size) {
  if (level >= 0 || only.stream || !compressor())
    return NEXT(deflateInit_)(stream, level, version, size);
  only = (struct gathered){.stream = stream};
  stream->state = &only;
  stream->in_total = stream->out_total = 0;
  stream->message = NULL;
  return OK;
}

static bool gather(struct gathered *gathered, const uint8_t *bytes, size_t size) {
  if (gathered->room - gathered->size < size) {
    size_t room = 2 * gathered->room + size;
    uint8_t *larger = realloc(gathered->bytes, room);
    if (!larger) return false;
    gathered->bytes = larger;
    gathered->room = room;
  }
  memcpy(gathered->bytes + gathered->size, bytes, size);
  gathered->size += size;
  return true;
}

static bool pack(struct gathered *gathered) {
  note_patterns((const char *)gathered->bytes, gathered->size);
  gathered->size = without_shadow_boxes((char *)gathered->bytes, gathered->size);
  gathered->size = without_strange_texts((char *)gathered->bytes, gathered->size);
  gathered->size = without_hairlines((char *)gathered->bytes, gathered->size);
  gathered->size = with_bold_once((char *)gathered->bytes, gathered->size);
  gathered->size = from_left_to_right((char *)gathered->bytes, gathered->size);
  gathered->size = with_dashes_of_browsers((char *)gathered->bytes, gathered->size);
  gathered->bytes =
      (uint8_t *)on_whole_pixels((char *)gathered->bytes, &gathered->size, dots_in_pixel());
  size_t room = libdeflate_zlib_compress_bound(compressor(), gathered->size);
  uint8_t *packed = malloc(room);
  if (!packed) return false;
  size_t size = libdeflate_zlib_compress(compressor(), gathered->bytes, gathered->size, packed, room);
  free(gathered->bytes);
  *gathered = (struct gathered){gathered->stream, packed, size, room, 0, true};
  return size > 0;
}

PUBLIC int deflate(struct stream *stream, int flush) {
  struct gathered *gathered = gathered_of(stream);
  if (!gathered) return NEXT(deflate)(stream, flush);
  if (stream->in_size) {
    if (gathered->is_packed || !gather(gathered, stream->in, stream->in_size)) return MEMORY_ERROR;
    stream->in += stream->in_size;
    stream->in_total += stream->in_size;
    stream->in_size = 0;
  }
  if (flush != FINISH) return OK;
  if (!gathered->is_packed && !pack(gathered)) return MEMORY_ERROR;
  size_t left = gathered->size - gathered->sent;
  size_t size = left < stream->out_room ? left : stream->out_room;
  memcpy(stream->out, gathered->bytes + gathered->sent, size);
  gathered->sent += size;
  stream->out += size;
  stream->out_room -= size;
  stream->out_total += size;
  return gathered->sent == gathered->size ? STREAM_END : OK;
}

PUBLIC int deflateEnd(struct stream *stream) {
  struct gathered *gathered = gathered_of(stream);
  if (!gathered) return NEXT(deflateEnd)(stream);
  free(gathered->bytes);
  *gathered = (struct gathered){0};
  stream->state = NULL;
  return OK;
}
