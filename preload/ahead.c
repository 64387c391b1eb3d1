/* What a child does before it has an order.

   A child has all of the fork server's memory, but each page of it that it writes to is copied at first, by a
   fault of its own: of a small document that is a sixth of the time. The service has children forked ahead,
   when nothing is at work. Such a one makes its pages ready until its order comes; one that is forked for an
   order finds it there, and does none of this.

   To copy all of the memory takes longer than the faults, and children write to a quarter of it, which is
   nearly the same for all documents. So the fork server learns which: its first child prints a page of the
   service's own, compares at its end what it has with what it had, and tells. No other child can. */
#include "preload.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  PAGE = 4 << 10,
  MOST_RANGES = 2048,
  /* How much is made ready between two looks for the order. */
  STEP = 512 << 10,
  /* No mapping that a page is made of is larger. */
  LARGEST = 128 << 20,
  MOST_PAGES = 1 << 15,
};

struct ranges {
  unsigned count;
  struct range {
    uint8_t *from, *to;
  } list[MOST_RANGES];
};

/* What memory there is; and of that, what children write to, once it is known. */
static struct ranges memory, written;

/* By which the first child tells the last. */
static int rehearsal[2] = {-1, -1};

/* In that child: what it had, page by page. */
static uint8_t *had;

/* What it tells: a bit for each page. */
static uint8_t is_written[MOST_PAGES / 8];

static void add_page(struct ranges *ranges, uint8_t *page) {
  struct range *last = ranges->count ? &ranges->list[ranges->count - 1] : NULL;
  if (last && last->to == page) last->to += PAGE;
  else if (ranges->count < MOST_RANGES)
    ranges->list[ranges->count++] = (struct range){page, page + PAGE};
}

/* Adds what there is of a mapping. */
static void add_present(uint8_t *from, uint8_t *to) {
  unsigned char present[512];
  while (from < to) {
    size_t count = (size_t)(to - from) / PAGE;
    if (count > sizeof present) count = sizeof present;
    if (mincore(from, count * PAGE, present)) return;
    for (size_t i = 0; i < count; i++)
      if (present[i] & 1) add_page(&memory, from + i * PAGE);
    from += count * PAGE;
  }
}

void note_pages(void) {
  FILE *mappings = NEXT(fopen64)("/proc/self/maps", "re");
  char line[512], rights[5];
  unsigned long from, to;
  while (mappings && fgets(line, sizeof line, mappings)) {
    if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) != 3 || to - from > LARGEST) continue;
    if (!strcmp(rights, "rw-p")) add_present((uint8_t *)from, (uint8_t *)to);
  }
  if (mappings) fclose(mappings);
  if (NEXT(pipe2)(rehearsal, O_CLOEXEC | O_NONBLOCK)) rehearsal[0] = rehearsal[1] = -1;
}

static void end_rehearsals(void) {
  for (int end = 0; end < 2; end++) {
    if (rehearsal[end] >= 0) NEXT(close)(rehearsal[end]);
    rehearsal[end] = -1;
  }
}

static size_t count_pages(void) {
  size_t pages = 0;
  for (unsigned i = 0; i < memory.count; i++)
    pages += (size_t)(memory.list[i].to - memory.list[i].from) / PAGE;
  return pages;
}

void begin_rehearsal(void) {
  size_t pages = count_pages();
  bool is_asked = getenv("HTML2PDF_REHEARSAL") && pages > 0 && pages <= MOST_PAGES;
  if (is_asked && rehearsal[1] >= 0) {
    had = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (had == MAP_FAILED) had = NULL;
  }
  if (!had) {
    end_rehearsals();
    return;
  }
  uint8_t *into = had;
  for (unsigned i = 0; i < memory.count; i++) {
    size_t size = (size_t)(memory.list[i].to - memory.list[i].from);
    memcpy(into, memory.list[i].from, size);
    into += size;
  }
}

void end_rehearsal(void) {
  if (!had) return;
  size_t at = 0;
  for (unsigned i = 0; i < memory.count; i++)
    for (uint8_t *page = memory.list[i].from; page < memory.list[i].to; page += PAGE, at++)
      if (memcmp(page, had + at * PAGE, PAGE)) is_written[at / 8] |= 1 << at % 8;
  size_t size = (at + 7) / 8;
  if (write(rehearsal[1], is_written, size) != (ssize_t)size) _exit(EXIT_FAILURE);
}

void learn_rehearsal(void) {
  if (rehearsal[0] < 0) return;
  ssize_t size = read(rehearsal[0], is_written, sizeof is_written);
  if (size <= 0) return;
  end_rehearsals();
  size_t at = 0;
  for (unsigned i = 0; i < memory.count; i++)
    for (uint8_t *page = memory.list[i].from; page < memory.list[i].to; page += PAGE, at++)
      if (at / 8 < (size_t)size && is_written[at / 8] & 1 << at % 8) add_page(&written, page);
}

static bool has_order(int job) {
  struct pollfd asked = {.fd = job, .events = POLLIN};
  return poll(&asked, 1, 0) != 0;
}

void make_pages_ready(int job) {
  size_t done = STEP;
  for (unsigned i = 0; i < written.count; i++) {
    if (done >= STEP) {
      if (has_order(job)) return;
      done = 0;
    }
    if (!make_ready(written.list[i].from, written.list[i].to)) return;
    done += (size_t)(written.list[i].to - written.list[i].from);
  }
}
