/* The engine starts no process, and ends none. */
#include "guard.h"
#include <errno.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

static int refuse(void) {
  errno = EPERM;
  return -1;
}

PUBLIC pid_t fork(void) { return guarded ? refuse() : NEXT(fork)(); }

PUBLIC int kill(pid_t process, int signal) {
  return guarded && process != getpid() ? refuse() : NEXT(kill)(process, signal);
}

PUBLIC int execve(const char *path, char *const arguments[], char *const variables[]) {
  return guarded ? refuse() : NEXT(execve)(path, arguments, variables);
}

PUBLIC int execv(const char *path, char *const arguments[]) {
  return guarded ? refuse() : NEXT(execv)(path, arguments);
}

PUBLIC int execvp(const char *name, char *const arguments[]) {
  return guarded ? refuse() : NEXT(execvp)(name, arguments);
}

/* The engine has no use for these, with the guard or without. */
PUBLIC int execl(const char *path, const char *argument, ...) {
  (void)path, (void)argument;
  return refuse();
}

PUBLIC int execlp(const char *name, const char *argument, ...) {
  (void)name, (void)argument;
  return refuse();
}

const struct guarded_function guarded_processes[] = {
    {"fork", fork},     {"kill", kill},   {"execve", execve}, {"execv", execv},
    {"execvp", execvp}, {"execl", execl}, {"execlp", execlp}, {NULL, NULL},
};
