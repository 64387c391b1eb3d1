/* What this process may use, for one document.

   The service says it in HTML2PDF_LIMITS: seconds of CPU time, bytes of memory, bytes of a file,
   threads. The kernel enforces the first three. It also ends a process that has run out of memory or
   of stack, but by the same signal as one that crashed: so a handler tells them apart by the exit
   status, and the caller is told what to do. */
#include "preload.h"
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum {
  /* The same are in src/engine/output/verdict.rs. The engine itself exits with 0 to 3. */
  OUT_OF_MEMORY = 77,
  OUT_OF_STACK = 78,
  OUT_OF_THREADS = 79,
  /* As it is nearly everywhere; how deep elements may be nested depends on it. */
  STACK = 8 << 20,
  /* No frame is larger. */
  FRAME = 1 << 20,
  MOST_DESCRIPTORS = 1024,
};

static size_t memory;
static uintptr_t stack_top;
static unsigned long most_threads, threads;

/* Whether so many bytes of address space are left. A signal handler may call nothing but system
   calls. */
static bool has_room(size_t bytes) {
  long place = syscall(SYS_mmap, NULL, bytes, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == -1) return false;
  syscall(SYS_munmap, place, bytes);
  return true;
}

static bool is_out_of_stack(const siginfo_t *info, const ucontext_t *context) {
  uintptr_t at = (uintptr_t)info->si_addr, pointer = context->uc_mcontext.gregs[REG_RSP];
  uintptr_t deepest = stack_top - STACK;
  bool is_near_pointer = at + FRAME > pointer && at < pointer + FRAME;
  return is_near_pointer && at < deepest + FRAME && at + FRAME > deepest;
}

static void tell_why(int signal_number, siginfo_t *info, void *context) {
  bool is_fault = signal_number == SIGSEGV || signal_number == SIGBUS;
  if (is_fault && is_out_of_stack(info, context)) syscall(SYS_exit_group, OUT_OF_STACK);
  if (!has_room(memory / 2)) syscall(SYS_exit_group, OUT_OF_MEMORY);
  /* The process ends by the signal. A fault comes again by itself; what was sent is sent again. */
  struct sigaction usual = {.sa_handler = SIG_DFL};
  sigaction(signal_number, &usual, NULL);
  if (info->si_code <= 0)
    syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), signal_number);
}

static void listen_for_faults(void) {
  static char room[64 << 10];
  stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
  struct sigaction action = {.sa_sigaction = tell_why, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  if (sigaltstack(&stack, NULL)) return;
  const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE};
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
    sigaction(signals[i], &action, NULL);
}

/* What our parent ignores or blocks we inherit, through every exec, and Python ignores SIGXFSZ: then
   the limit would not end the engine but leave it with half a PDF. */
static void heed_signals_of_limits(void) {
  const int signals[] = {SIGXCPU, SIGXFSZ, SIGALRM};
  sigset_t blocked;
  sigemptyset(&blocked);
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
    signal(signals[i], SIG_DFL);
    sigaddset(&blocked, signals[i]);
  }
  sigprocmask(SIG_UNBLOCK, &blocked, NULL);
}

/* A limit that is lower already stays. */
static void limit(int resource, rlim_t soft, rlim_t hard) {
  struct rlimit now;
  if (getrlimit(resource, &now)) _exit(EXIT_FAILURE);
  if (now.rlim_max < hard) hard = now.rlim_max;
  if (hard < soft) soft = hard;
  struct rlimit wanted = {soft, hard};
  if (setrlimit(resource, &wanted)) _exit(EXIT_FAILURE);
}

void set_limits(void) {
  const char *said = getenv("HTML2PDF_LIMITS");
  if (!said) return;
  unsigned long long numbers[4];
  for (int i = 0; i < 4; i++) {
    char *end;
    numbers[i] = strtoull(said, &end, 10);
    if (end == said || *end != (i < 3 ? ':' : 0)) _exit(EXIT_FAILURE);
    said = end + 1;
  }
  memory = numbers[1];
  most_threads = numbers[3];
  stack_top = (uintptr_t)__builtin_frame_address(0);
  limit(RLIMIT_CPU, numbers[0], numbers[0] + 1);
  limit(RLIMIT_AS, memory, memory);
  limit(RLIMIT_FSIZE, numbers[2], numbers[2]);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_NOFILE, MOST_DESCRIPTORS, MOST_DESCRIPTORS);
  limit(RLIMIT_STACK, STACK, RLIM_INFINITY);
  /* Else malloc takes 64 MB of address space for each thread, of which it uses next to nothing, and
     the limit of memory counts it: how many threads fit would depend on how busy the machine is. */
  mallopt(M_ARENA_MAX, 1);
  heed_signals_of_limits();
  listen_for_faults();
}

/* The engine crashes where a thread cannot be started, so this is its end. */
void end_if_too_many_threads(void) {
  if (!most_threads) return;
  if (__atomic_add_fetch(&threads, 1, __ATOMIC_SEQ_CST) > most_threads)
    syscall(SYS_exit_group, OUT_OF_THREADS);
}

void end_if_no_room_for_thread(void) {
  if (memory && !has_room(STACK)) syscall(SYS_exit_group, OUT_OF_MEMORY);
}
