/* Time passes faster while nothing can happen.

   The engine waits javascript-delay for scripts, 200 ms by default, and sleeps through most of it.
   When its main thread is about to sleep until its next timer, and nothing from outside can come
   before that, the clock is put forward instead. Timers, intervals and transitions run as ever, in
   the same order, at the same times by the clock that they see; only the sleep is left out. So a
   page is printed when all has happened that would have happened within the delay. */
#include "guard.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
  SECOND = 1000000000,
  MILLISECOND = 1000000,
  /* After anything came from outside, real time passes for so long. */
  MOMENT = 40 * MILLISECOND,
  /* How often we look whether the moment is over. */
  LOOK = 5 * MILLISECOND,
  /* The engine's loop goes round in a few microseconds where it has nothing to do. */
  ROUND = MILLISECOND / 10,
  HURRY = MILLISECOND / 4,
  SLEEPERS = 32,
};

/* Ten documents in one PDF may each ask for a minute, the longest delay. What waits longer waits for
   something that never comes, and may as well sleep. */
static const long MOST_SKIPPED = 600L * SECOND;

/* In seconds: no machine is up for longer; no clock goes beyond. */
static const long LONGEST_UPTIME = 1000000000, LAST_SECOND = 9000000000;

/* By how much the clock was put forward, in nanoseconds. Only the main thread changes it. */
static volatile long skipped;

/* What may bring something from outside, but for connections: threads, which the engine starts for
   the network and for workers. */
static volatile int threads;
static volatile long last_activity;

static long least(long a, long b) { return a < b ? a : b; }

static long real_time(clockid_t clock) {
  struct timespec now;
  NEXT(clock_gettime)(clock, &now);
  return now.tv_sec * SECOND + now.tv_nsec;
}

void count_thread(void) {
  __atomic_add_fetch(&threads, 1, __ATOMIC_SEQ_CST);
  last_activity = real_time(CLOCK_MONOTONIC);
}

/* --- the clock ---------------------------------------------------------------------------- */

PUBLIC int clock_gettime(clockid_t clock, struct timespec *out) {
  int result = NEXT(clock_gettime)(clock, out);
  bool of_cpu = clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
  if (result == 0 && skipped && !of_cpu) {
    long nanoseconds = out->tv_nsec + skipped;
    out->tv_sec += nanoseconds / SECOND;
    out->tv_nsec = nanoseconds % SECOND;
  }
  return result;
}

PUBLIC int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

PUBLIC time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

/* --- what other threads do ---------------------------------------------------------------- */

/* Whether another thread runs, or is about to. */
static bool others_run(void) {
  static long others_used;
  long used = real_time(CLOCK_PROCESS_CPUTIME_ID) - real_time(CLOCK_THREAD_CPUTIME_ID);
  bool run = used - others_used > MILLISECOND / 2;
  others_used = used;
  if (run) return true;
  DIR *tasks = NEXT(opendir)("/proc/self/task");
  if (!tasks) return threads > 0;
  for (struct dirent *task; !run && (task = readdir(tasks));) {
    if (task->d_name[0] == '.' || atoi(task->d_name) == getpid()) continue;
    char path[64], text[128] = "";
    snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", task->d_name);
    int file = NEXT(open64)(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    if (NEXT(read)(file, text, sizeof text - 1) > 0) {
      const char *name_end = strrchr(text, ')');
      run = name_end && (name_end[2] == 'R' || name_end[2] == 'D');
    }
    close(file);
  }
  closedir(tasks);
  return run;
}

/* Until when other threads sleep, by the clock that was put forward; 0 where there is none. */
static volatile long sleepers[SLEEPERS];

/* A timer of a worker runs by the clock that was put forward, too. */
PUBLIC int pthread_cond_timedwait(pthread_cond_t *restrict condition,
                                  pthread_mutex_t *restrict mutex,
                                  const struct timespec *restrict until) {
  static __typeof__(&pthread_cond_timedwait) next;
  /* There is an older one of the same name. */
  if (UNLIKELY(!next)) next = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  clockid_t clock = until->tv_sec > LONGEST_UPTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  /* Who waits for ever may do so for a hundred years. */
  long end = least(until->tv_sec, LAST_SECOND) * SECOND + until->tv_nsec, left;
  long from_monotonic = real_time(clock) - real_time(CLOCK_MONOTONIC);
  volatile long *sleeper = NULL;
  for (int i = 0; i < SLEEPERS && !sleeper; i++) {
    long nobody = 0;
    if (__atomic_compare_exchange_n(&sleepers[i], &nobody, end - from_monotonic, false,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      sleeper = &sleepers[i];
  }
  int result;
  do {
    long now = real_time(clock);
    left = end - now - skipped;
    long wake = now + least(left, LOOK);
    struct timespec nap = {wake / SECOND, wake % SECOND};
    result = next(condition, mutex, &nap);
  } while (result == ETIMEDOUT && left > LOOK);
  last_activity = real_time(CLOCK_MONOTONIC);
  if (sleeper) *sleeper = 0;
  return result;
}

/* Whether nothing can happen before the next timer of the main thread. */
static bool is_quiet(long left) {
  if (left > MOST_SKIPPED - skipped) return false;
  if (threads == 0 && !has_connected()) return true;
  long now = real_time(CLOCK_MONOTONIC);
  bool busy = awaits_answer(now) || others_run();
  for (int i = 0; !busy && i < SLEEPERS; i++)
    busy = sleepers[i] && sleepers[i] <= now + skipped + left;
  if (busy) last_activity = now;
  return now - last_activity > MOMENT;
}

/* --- sleep -------------------------------------------------------------------------------- */

static bool is_main_thread(void) { return syscall(SYS_gettid) == getpid(); }

/* WebKit's next timer is due in so many milliseconds and a part of one, and Qt is told the whole ones:
   for the rest the engine goes round and round without sleep. A page with an animation would spend
   more time on that than on what it draws. */
static long hurried;

static void hurry(void) {
  static long last_round;
  long now = real_time(CLOCK_MONOTONIC);
  if (now - last_round < ROUND && hurried < MILLISECOND) {
    skipped += HURRY;
    hurried += HURRY;
  }
  last_round = now;
}

PUBLIC int select(int count, fd_set *restrict reads, fd_set *restrict writes,
                  fd_set *restrict faults, struct timeval *restrict timeout) {
  bool sleeps = timeout && (timeout->tv_sec || timeout->tv_usec);
  if (!timeout || !is_main_thread()) return NEXT(select)(count, reads, writes, faults, timeout);
  if (!sleeps) {
    int ready = NEXT(select)(count, reads, writes, faults, timeout);
    if (ready == 0) hurry();
    return ready;
  }
  hurried = 0;

  fd_set wanted[3];
  fd_set *sets[] = {reads, writes, faults};
  for (int i = 0; i < 3; i++)
    if (sets[i]) wanted[i] = *sets[i];
  long left = timeout->tv_sec * SECOND + timeout->tv_usec * 1000L;
  for (;;) {
    bool quiet = is_quiet(left);
    long slice = quiet ? 0 : least(left, LOOK);
    struct timeval nap = {slice / SECOND, slice % SECOND / 1000};
    long before = real_time(CLOCK_MONOTONIC);
    int ready = NEXT(select)(count, reads, writes, faults, &nap);
    if (ready != 0) {
      if (threads || has_connected()) last_activity = real_time(CLOCK_MONOTONIC);
      return ready;
    }
    if (quiet) {
      skipped += left;
      return 0;
    }
    left -= real_time(CLOCK_MONOTONIC) - before;
    if (left <= 0) return 0;
    for (int i = 0; i < 3; i++)
      if (sets[i]) *sets[i] = wanted[i];
  }
}
