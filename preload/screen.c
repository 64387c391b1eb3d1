/* What the engine knows of its screen begins as nothing.

   It has no screen, and leaves most of what it would know of one as the memory was. In a child of the fork
   server that memory has been something else before: where it happened to say that the desktop is GNOME's,
   the engine took the hinting of fonts from there, and letters stood in whole dots. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* In qt_init of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), where it makes room for QX11Data: mov
   edi, SIZE; mov rax, fs:0x28; mov [rsp+0x408], rax; xor eax, eax; call operator new. */
enum { ROOM = 0x1b11ff3, SIZE = 0x8c8, ADDRESS = 19 };
static const uint8_t before[] = {0xbf, 0xc8, 0x08, 0x00, 0x00, 0x64, 0x48, 0x8b, 0x04, 0x25,
                                 0x28, 0x00, 0x00, 0x00, 0x48, 0x89, 0x84, 0x24, 0x08, 0x04,
                                 0x00, 0x00, 0x31, 0xc0, 0xe8, 0x80, 0xea, 0xa1, 0xfe};
/* mov rax, fs:0x28; mov [rsp+0x408], rax; mov rax, empty_room; call rax */
static uint8_t after[] = {0x64, 0x48, 0x8b, 0x04, 0x25, 0x28, 0x00, 0x00, 0x00, 0x48,
                          0x89, 0x84, 0x24, 0x08, 0x04, 0x00, 0x00, 0x48, 0xb8, 0x00,
                          0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xd0};
_Static_assert(sizeof before == sizeof after, "written over whole");

static void *empty_room(void) {
  void *room = calloc(1, SIZE);
  if (!room) abort();
  return room;
}

void know_no_screen(void) {
  uint8_t *program = program_with_code(ROOM, ROOM + sizeof before);
  if (!program || memcmp(program + ROOM, before, sizeof before)) return;
  uintptr_t function = (uintptr_t)empty_room;
  memcpy(after + ADDRESS, &function, sizeof function);
  write_code(program + ROOM, after, sizeof after, PROT_READ | PROT_EXEC);
}
