/* The engine's own code, where a few places of it are written anew. Addresses are those of
   wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin). */
#include "preload.h"
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct wanted {
  uint32_t from, to;
  uint8_t *program;
};

/* Looks at the first of what is loaded only: it is the program. */
static int find_program(struct dl_phdr_info *program, size_t size, void *data) {
  (void)size;
  struct wanted *wanted = data;
  for (int i = 0; i < program->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &program->dlpi_phdr[i];
    bool is_code = part->p_type == PT_LOAD && part->p_flags & PF_X;
    if (is_code && part->p_vaddr <= wanted->from && wanted->to <= part->p_vaddr + part->p_filesz)
      wanted->program = (uint8_t *)program->dlpi_addr;
  }
  return 1;
}

uint8_t *program_with_code(uint32_t from, uint32_t to) {
  struct wanted wanted = {from, to, NULL};
  dl_iterate_phdr(find_program, &wanted);
  return wanted.program;
}

bool write_code(uint8_t *place, const uint8_t *code, size_t size, int rights) {
  uintptr_t page = sysconf(_SC_PAGESIZE);
  uint8_t *from = (uint8_t *)((uintptr_t)place & -page);
  size_t length = place + size - from;
  /* Not every kernel allows it. */
  if (mprotect(from, length, PROT_READ | PROT_WRITE | PROT_EXEC)) return false;
  memcpy(place, code, size);
  if (mprotect(from, length, rights)) abort();
  return true;
}
