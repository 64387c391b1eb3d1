/* Layouts that nobody looks at: of a screen.

   When a document has been read, and once more when it has been printed, the engine lays it out for
   a window. Ours has no width: each line of that layout has one word. Only scripts could look at
   it, and what is fetched because of it: fonts, and documents in others. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Where wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin) calls for them. In another build nothing
   is changed. */
struct call {
  uint32_t at;
  uint8_t before[5];
};
/* In Document::implicitClose: call FrameView::layout. */
static const struct call when_read = {0x865d30, {0xe8, 0x1b, 0x3e, 0x46, 0x00}};
/* In PrintContext::end: call Frame::setPrinting. */
static const struct call when_printed = {0xcdfa15, {0xe8, 0xb6, 0xaf, 0xfd, 0xff}};
/* nop */
static const uint8_t nothing[5] = {0x0f, 0x1f, 0x44, 0x00, 0x00};

static void leave_out(const struct call *call) {
  uint8_t *program = program_with_code(call->at, call->at + sizeof nothing);
  if (!program || memcmp(program + call->at, call->before, sizeof nothing)) return;
  write_code(program + call->at, nothing, sizeof nothing, PROT_READ | PROT_EXEC);
}

void leave_out_layouts(void) {
  leave_out(&when_printed);
  if (getenv("HTML2PDF_UNSEEN")) leave_out(&when_read);
}
