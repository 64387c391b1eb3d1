/* The fork server: an engine that has printed nothing but our own page, and forks a child for each
   job, which is warm from its start.

   It begins like any other engine, with arguments. When its PDF is closed it does not end, but waits
   for jobs on descriptor 0, a socket, and forks for each. The child calls the engine's main anew,
   with the job's own arguments, and ends when its own PDF is closed. The engine's mode for this,
   --read-args-from-stdin, would not do: it has rules of quoting that lose values, and once it has
   finished a document it no longer makes a table of contents.

   - The fork server sees nothing of a job. It passes on the job's descriptor, from which the child
     reads.
   - It has one thread: those that the engine would start while it warms up (WebKit's memory
     scavenger, and Qt's network watcher, which watches nothing here) are refused. fork copies the
     calling thread alone, and so nothing is lost.
   - The service may have a child forked before it has an order for it (ahead.c).
   - The child becomes a child of the service (CLONE_PARENT), which supervises it as it does any engine
     that it started by itself.

   On the wire (native byte order):
     fork server -> service, on 0:  "W" when it is warm, "H" where it has the layout helper, too. Any byte after it says that it is broken.
     service -> fork server, on 0:  "J" with two descriptors, the job's socket and its standard error
     fork server and child -> service, on the job's socket:  the child's number (32 bits), from each;
                               from the fork server where there could be no child: -errno
     service -> child:         the number of bytes that follow, of seconds to live, of variables,
                               of arguments (32 bits each); then the folder, the variables and the
                               arguments, each with a NUL at its end
*/
#include "guard.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

bool warming_up;
void begin_warm_up(void) { warming_up = getenv("HTML2PDF_WARM_UP") != NULL; }

/* --- what the engine may and may not start while it warms up ------------------------------- */

PUBLIC int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                          void *(*function)(void *), void *restrict argument) {
  if (warming_up) return EAGAIN;
  end_if_too_many_threads();
  count_thread();
  int result = NEXT(pthread_create)(thread, attributes, function, argument);
  /* It says the same where the machine has no more processes. */
  if (result == EAGAIN) end_if_no_room_for_thread();
  return result;
}

/* The pipes by which an event loop is woken. A child needs its own. */
static int pipes[8][2];
static unsigned pipe_count;

PUBLIC int pipe2(int ends[2], int flags) {
  int result = NEXT(pipe2)(ends, flags);
  if (result == 0 && warming_up) {
    if (pipe_count == sizeof pipes / sizeof *pipes) abort();
    memcpy(pipes[pipe_count++], ends, sizeof *pipes);
  }
  return result;
}

/* Puts a new pipe in the place of each, holding as much. */
static void renew_pipes(void) {
  for (unsigned i = 0; i < pipe_count; i++) {
    int *old = pipes[i], fresh[2], waiting = 0;
    struct stat status;
    if (fstat(old[0], &status) || !S_ISFIFO(status.st_mode)) continue;
    ioctl(old[0], FIONREAD, &waiting);
    if (NEXT(pipe2)(fresh, O_NONBLOCK | O_CLOEXEC)) _exit(EXIT_FAILURE);
    for (int end = 0; end < 2; end++) {
      if (dup3(fresh[end], old[end], O_CLOEXEC) < 0) _exit(EXIT_FAILURE);
      close(fresh[end]);
    }
    for (; waiting > 0; waiting--)
      if (write(old[1], "", 1) < 0) _exit(EXIT_FAILURE);
  }
}

/* --- the child ----------------------------------------------------------------------------- */

static void read_all(int descriptor, void *into, size_t size) {
  for (char *at = into; size > 0;) {
    ssize_t count = read(descriptor, at, size);
    if (count < 0 && errno == EINTR) continue;
    /* Whoever sent the job is gone. */
    if (count <= 0) _exit(EXIT_FAILURE);
    at += count;
    size -= count;
  }
}

static char *next_text(char **at, const char *end) {
  char *text = *at, *nul = memchr(text, 0, end - text);
  if (!nul) _exit(EXIT_FAILURE);
  *at = nul + 1;
  return text;
}

static char **next_texts(char **at, const char *end, uint32_t count) {
  char **texts = calloc((size_t)count + 1, sizeof *texts);
  if (!texts) _exit(EXIT_FAILURE);
  for (uint32_t i = 0; i < count; i++) texts[i] = next_text(at, end);
  return texts;
}

static void __attribute__((noreturn)) run_job(int job, int errors) {
  setpgid(0, 0);
  int32_t number = getpid();
  /* The fork server sends it too, but it may have been killed before it could. */
  send(job, &number, sizeof number, MSG_NOSIGNAL);

  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(errors, 2) < 0)
    _exit(EXIT_FAILURE);
  close(nothing);
  close(errors);
  renew_pipes();
  take_own_memory();
  make_pages_ready(job);

  struct {
    uint32_t bytes, seconds, variables, arguments;
  } head;
  read_all(job, &head, sizeof head);
  /* The service ends this process at its deadline. Where it has been killed, SIGALRM does. */
  alarm(head.seconds);
  char *at = malloc((size_t)head.bytes + 1);
  if (!at) _exit(EXIT_FAILURE);
  const char *end = at + head.bytes;
  read_all(job, at, head.bytes);
  const char *folder = next_text(&at, end);
  char **variables = next_texts(&at, end, head.variables);
  char **arguments = next_texts(&at, end, head.arguments);

  if (chdir(folder)) _exit(EXIT_FAILURE);
  close(job);
  environ = variables;
  set_limits();
  tzset();

  int count = head.arguments;
  set_resolution(count, arguments);
  leave_out_layouts();
  begin_child();
  begin_rehearsal();
  begin_guard();
  arguments = take_mark(&count, arguments);
  end_with_result(count, arguments);
  int status = engine_main(count, arguments, environ);
  fflush(NULL);
  _exit(status);
}

/* --- the fork server ----------------------------------------------------------------------- */

/* Where the C library keeps the number of the thread (the field `tid` of its struct pthread, at
   0x2d0 in glibc 2.36). fork(3) would set it. Where it is not found, the child keeps its parent's
   number there, and only recursive locks look at it. */
static pid_t *thread_number(void) {
  enum { FROM = 0x200, TO = 0x600 };
  pid_t own = syscall(SYS_gettid);
  char *thread = (char *)pthread_self();
  for (int at = FROM; at < TO; at += sizeof own)
    if (*(pid_t *)(thread + at) == own) return (pid_t *)(thread + at);
  return NULL;
}

static pid_t fork_child(void) {
  static pid_t *number;
  if (!number) number = thread_number();
  unsigned long flags = CLONE_PARENT | SIGCHLD;
  if (number) flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  return syscall(SYS_clone, flags, NULL, NULL, number, NULL);
}

/* Waits for a job. Returns false when the service is gone. */
static bool receive_job(int descriptors[2]) {
  char kind;
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(2 * sizeof(int))];
  } control;
  struct iovec data = {&kind, sizeof kind};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t count;
  do count = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
  while (count < 0 && errno == EINTR);
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (count != 1 || kind != 'J' || !head || head->cmsg_type != SCM_RIGHTS ||
      head->cmsg_len != CMSG_LEN(2 * sizeof(int)))
    return false;
  memcpy(descriptors, CMSG_DATA(head), 2 * sizeof(int));
  return true;
}

void serve(void) {
  warming_up = false;
  /* The folder of the warm-up is about to go. */
  if (chdir("/")) _exit(EXIT_FAILURE);
  note_pages();
  if (send(STDIN_FILENO, has_helper() ? "H" : "W", 1, MSG_NOSIGNAL) != 1) _exit(EXIT_FAILURE);
  for (int descriptors[2]; receive_job(descriptors);) {
    learn_rehearsal();
    pid_t child = fork_child();
    if (child == 0) run_job(descriptors[0], descriptors[1]);
    int32_t number = child > 0 ? child : -errno;
    send(descriptors[0], &number, sizeof number, MSG_NOSIGNAL);
    close(descriptors[0]);
    close(descriptors[1]);
  }
  _exit(EXIT_SUCCESS);
}
