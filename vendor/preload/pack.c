/* Fonts and pages are compressed by libdeflate: in half the time of zlib, and a little smaller. Its
   output is the same on every processor, which not every fast zlib can say. */
#include "preload.h"
#include <stddef.h>

enum { LEVEL = 6, OK = 0 };

/* As in libdeflate.h. */
struct libdeflate_compressor;
struct libdeflate_compressor *libdeflate_alloc_compressor(int level);
size_t libdeflate_zlib_compress(struct libdeflate_compressor *, const void *in, size_t in_size,
                                void *out, size_t out_room);

extern int compress2(unsigned char *, unsigned long *, const unsigned char *, unsigned long, int);

PUBLIC int compress2(unsigned char *out, unsigned long *out_size, const unsigned char *in,
                     unsigned long in_size, int level) {
  static struct libdeflate_compressor *compressor;
  if (!compressor) compressor = libdeflate_alloc_compressor(LEVEL);
  size_t size = 0;
  if (compressor && level < 0)
    size = libdeflate_zlib_compress(compressor, in, in_size, out, *out_size);
  if (size == 0) return NEXT(compress2)(out, out_size, in, in_size, level);
  *out_size = size;
  return OK;
}
