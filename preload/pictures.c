/* A picture's colours are as opaque in the file as the picture says.

   Pictures with alpha hold their colours multiplied by it. Before the engine puts one into a PDF it
   asks for the form in which they are not, since the file's mask fades them once more. But one of
   its patches has pictures of the form that nearly all of them have go on as they are: translucent
   colours came out darker, and letters and logos had dark edges. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* In QPdfEnginePrivate::addImage of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin): a picture
   is asked for its form. */
enum { ASK = 0x1f82b74 };

/* cmp eax, QImage::Format_ARGB32_Premultiplied; je behind the conversion */
static const uint8_t before[9] = {0x83, 0xf8, 0x06, 0x0f, 0x84, 0xf3, 0xf5, 0xff, 0xff};
/* nop */
static const uint8_t after[9] = {0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00};

void divide_colours(void) {
  uint8_t *program = program_with_code(ASK, ASK + sizeof before);
  if (!program || memcmp(program + ASK, before, sizeof before)) return;
  write_code(program + ASK, after, sizeof after, PROT_READ | PROT_EXEC);
}
