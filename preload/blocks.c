/* Memory that scripts and pages take is there before it is touched.

   The engine asks for memory in small pieces: blocks of 16 kB for the objects of scripts, each by a
   call of its own, and a megabyte at a time for what a page is made of. Of all of it each page of
   4 kB is a fault of its own when it is touched for the first time: a document with 500 rows has twelve
   thousand of them, each of which takes longer than to clear the page. Here blocks are cut from
   larger pieces, and the kernel is asked to have all pages of a piece ready at once. */
#include "preload.h"
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  PAGE = 4 << 10,
  BLOCK = 16 << 10,
  /* What JavaScriptCore asks for, to find a block in it that begins where it shall. */
  ASKED = 2 * BLOCK - PAGE,
  PIECE = 16 * BLOCK,
  MOST_PIECES = 1 << 13,
  /* What the allocator of WebKit asks for. */
  ARENA = 1 << 20,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t *pieces[MOST_PIECES];
static unsigned piece_count;
/* What is left of the last piece. */
static uint8_t *next, *end;
/* Blocks that were given back. */
static uint8_t *idle[MOST_PIECES * (PIECE / BLOCK)];
static unsigned idle_count;
static unsigned arena_count;

static void *ask(void *place, size_t size, int rights, int flags, int file, off_t from) {
  return (void *)syscall(SYS_mmap, place, size, rights, flags, file, from);
}

/* --- the C library's own memory ------------------------------------------------------------- */

/* How much of it a child has ready from its start, and by how much it grows. */
enum { AHEAD = 640 << 10, GROWTH = 512 << 10, POPULATE_WRITE = 23 };
static uint8_t *heap_end;

/* Kernels before 5.14 know nothing of it. */
bool make_ready(uint8_t *from, const uint8_t *to) {
  from = (uint8_t *)((uintptr_t)from & -(uintptr_t)PAGE);
  return from >= to || madvise(from, to - from, POPULATE_WRITE) == 0;
}

/* A page that takes blocks for scripts makes the heap grow too, so its new part is made ready here. */
static void follow_heap(void) {
  uint8_t *now = sbrk(0);
  if (heap_end && now > heap_end && now - heap_end <= 2 * GROWTH) make_ready(heap_end, now);
  if (heap_end) heap_end = now;
}

/* --- pieces ----------------------------------------------------------------------------------- */

static void *new_block(int rights, int flags) {
  if (idle_count) return idle[--idle_count];
  if (next == end) {
    if (piece_count == MOST_PIECES) return NULL;
    uint8_t *piece = ask(NULL, PIECE, rights, flags | MAP_POPULATE, -1, 0);
    if (piece == MAP_FAILED) return NULL;
    pieces[piece_count++] = piece;
    follow_heap();
    next = (uint8_t *)(((uintptr_t)piece + BLOCK - 1) & -(uintptr_t)BLOCK);
    end = (uint8_t *)((uintptr_t)(piece + PIECE) & -(uintptr_t)BLOCK);
  }
  uint8_t *block = next;
  next += BLOCK;
  return block;
}

static void *take(void *place, size_t size, int rights, int flags, int file, off_t from) {
  bool is_new = !place && file == -1 && rights == (PROT_READ | PROT_WRITE);
  if (is_new && size == ASKED && flags == (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)) {
    pthread_mutex_lock(&lock);
    void *block = new_block(rights, flags);
    pthread_mutex_unlock(&lock);
    if (block) return block;
  }
  /* A small page needs no more than a part of the first. */
  if (is_new && size == ARENA && flags == (MAP_PRIVATE | MAP_ANONYMOUS) &&
      __atomic_fetch_add(&arena_count, 1, __ATOMIC_RELAXED))
    flags |= MAP_POPULATE;
  return ask(place, size, rights, flags, file, from);
}

PUBLIC void *mmap(void *place, size_t size, int rights, int flags, int file, off_t from) {
  return take(place, size, rights, flags, file, from);
}

PUBLIC void *mmap64(void *place, size_t size, int rights, int flags, int file, off_t from) {
  return take(place, size, rights, flags, file, from);
}

static bool is_of_piece(const uint8_t *block) {
  for (unsigned i = piece_count; i-- > 0;)
    if (block >= pieces[i] && block < pieces[i] + PIECE) return true;
  return false;
}

PUBLIC int munmap(void *place, size_t size) {
  if (size == ASKED) {
    pthread_mutex_lock(&lock);
    bool is_ours = is_of_piece(place);
    if (is_ours) {
      /* Its memory goes back, and is clear when it is taken again. */
      madvise(place, BLOCK, MADV_DONTNEED);
      idle[idle_count++] = place;
    }
    pthread_mutex_unlock(&lock);
    if (is_ours) return 0;
  }
  return (int)syscall(SYS_munmap, place, size);
}

/* What the parent has ready would have to be copied when it is written to, so a child begins with pieces of its own. Its
   room is of the heap, since the parent has raised above it what malloc asks the kernel for by itself. */
void take_own_memory(void) {
  next = end = NULL;
  arena_count = 0;
  mallopt(M_TOP_PAD, GROWTH);
  uint8_t *room = malloc(AHEAD);
  if (room) make_ready(room, room + AHEAD);
  free(room);
  heap_end = sbrk(0);
}
