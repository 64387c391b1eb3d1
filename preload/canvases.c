/* A canvas that is shown smaller than it is has no more dots than the paper.

   The engine gives each pixel of a canvas as many dots as a pixel of CSS has in the layout. A page
   for screens of high density makes its canvas twice as large and shows it at half the size: then
   each pixel would have four times the dots that are printed, all of them painted, scaled and
   packed. How large it is shown the page's scripts know; what the prelude finds out of it
   (canvas-density.js) it says by asking for pixels as high as ASKED and as wide as a pixel shall
   have dots. */
#include "preload.h"
#include <string.h>
#include <sys/mman.h>

/* Addresses of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin). */
enum { SIZE_IN_DOTS = 0xb66950, CREATE = 0xb8d07c };

/* In CanvasRenderingContext2D::createImageData: lea r8, [rsp+8]; movss [rsp+8], xmm0; mov rsi, r8;
   movss [rsp+0xc], xmm1; call SIZE_IN_DOTS, with the canvas in rdi. */
static const uint8_t before[25] = {0x4c, 0x8d, 0x44, 0x24, 0x08, 0xf3, 0x0f, 0x11, 0x44,
                                   0x24, 0x08, 0x4c, 0x89, 0xc6, 0xf3, 0x0f, 0x11, 0x4c,
                                   0x24, 0x0c, 0xe8, 0xbb, 0x98, 0xfd, 0xff};
/* movabs rax, ours; call rax; nops */
static uint8_t after[25] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd0, 0x90,
                            0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90};

static const float ASKED = 1e-30F;

/* As WebKit has one, as far as it is looked at here. */
struct canvas {
  char before[0xb4];
  float dots;
  bool is_clean, has_dots;
};

static uint64_t (*size_in_dots)(const struct canvas *, const float size[2]);

static uint64_t size_of_pixels(struct canvas *canvas, float width, float height) {
  /* What is painted already stays as it is. */
  bool is_asked = height == ASKED && !canvas->has_dots;
  if (is_asked && width >= 1 && width <= (float)dots_in_pixel()) canvas->dots = width;
  return size_in_dots(canvas, (float[]){width, height});
}

void fit_canvases(void) {
  uint8_t *program = program_with_code(SIZE_IN_DOTS, CREATE + sizeof before);
  if (!program || memcmp(program + CREATE, before, sizeof before)) return;
  size_in_dots = (__typeof__(size_in_dots))(uintptr_t)(program + SIZE_IN_DOTS);
  uintptr_t ours = (uintptr_t)size_of_pixels;
  memcpy(after + 2, &ours, sizeof ours);
  write_code(program + CREATE, after, sizeof after, PROT_READ | PROT_EXEC);
}
