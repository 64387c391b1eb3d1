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

/* How that form is made: three divisions for each dot, and a canvas has millions of them, of which nearly
   all are opaque or empty. */
enum { DIVIDE = 0x1b44ba0 };

/* The first of convert_ARGB_PM_to_ARGB(QImageData *, const QImageData *, ...): endbr64; its registers
   are kept; mov eax, [rsi+0x2c]; movsxd r11, [rsi+4]; mov ecx, [rsi+8] */
static const uint8_t slow[24] = {0xf3, 0x0f, 0x1e, 0xfa, 0x41, 0x57, 0x41, 0x56, 0x41, 0x55, 0x41, 0x54,
                                 0x55, 0x53, 0x8b, 0x46, 0x2c, 0x4c, 0x63, 0x5e, 0x04, 0x8b, 0x4e, 0x08};
/* endbr64; movabs rax, ours; jmp rax */
static uint8_t fast[16] = {0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0};

/* As Qt has one, as far as it is looked at here. */
struct picture {
  int references, width, height;
  char between[0x14];
  uint8_t *dots;
  char before_line[4];
  int bytes_per_line;
};

/* For each alpha, what a number is multiplied by to be divided by it: 255 * 255 is far too small for the
   rest to reach the next whole number. */
static uint32_t divisors[256];
enum { SHIFT = 24 };

static void divide(struct picture *to, const struct picture *from) {
  for (int y = 0; y < from->height; y++) {
    const uint32_t *dot = (const uint32_t *)(from->dots + (size_t)y * from->bytes_per_line);
    uint32_t *out = (uint32_t *)(to->dots + (size_t)y * to->bytes_per_line);
    for (int x = 0; x < from->width; x++) {
      uint32_t colour = dot[x], alpha = colour >> 24;
      if (alpha != 0xff) {
        uint64_t divisor = divisors[alpha];
        uint32_t red = (colour >> 16 & 0xff) * 255 * divisor >> SHIFT;
        uint32_t green = (colour >> 8 & 0xff) * 255 * divisor >> SHIFT;
        uint32_t blue = (colour & 0xff) * 255 * divisor >> SHIFT;
        colour = alpha ? (colour & 0xff000000) | red << 16 | green << 8 | blue : 0;
      }
      out[x] = colour;
    }
  }
}

static void divide_faster(void) {
  uint8_t *program = program_with_code(DIVIDE, DIVIDE + sizeof slow);
  if (!program || memcmp(program + DIVIDE, slow, sizeof slow)) return;
  for (uint32_t alpha = 1; alpha < 256; alpha++) divisors[alpha] = (1U << SHIFT) / alpha + 1;
  uintptr_t ours = (uintptr_t)divide;
  memcpy(fast + 6, &ours, sizeof ours);
  write_code(program + DIVIDE, fast, sizeof fast, PROT_READ | PROT_EXEC);
}

void divide_colours(void) {
  uint8_t *program = program_with_code(ASK, ASK + sizeof before);
  if (!program || memcmp(program + ASK, before, sizeof before)) return;
  write_code(program + ASK, after, sizeof after, PROT_READ | PROT_EXEC);
  divide_faster();
}
