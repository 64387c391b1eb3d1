/* The engine ends when its PDF is written.

   It would go on to take down pages, fonts and itself, piece by piece: a fifth of the time of an
   invoice, for memory that the kernel takes back at once. Nothing is written after the PDF is
   closed but the reason of the exit status, which says no more than the warnings before it. */
#include "guard.h"
#include "preload.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The path of the PDF, and the descriptor by which it is written. */
static const char *result;
static int result_descriptor = -1;

void end_with_result(int count, char **arguments) {
  /* The last argument names the PDF. A flag alone, such as --version, makes none. */
  const char *last = count > 2 ? arguments[count - 1] : NULL;
  result = last && *last != '-' ? last : NULL;
}

PUBLIC int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  bool makes_file = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
  mode_t mode = makes_file ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  bool is_result = result && (flags & O_ACCMODE) == O_WRONLY && strcmp(path, result) == 0;
  /* What is in it is looked at once more before it is closed. */
  if (is_result) flags = (flags & ~O_ACCMODE) | O_RDWR;
  int descriptor = open_guarded(path, flags, mode);
  if (is_result) result_descriptor = descriptor;
  return descriptor;
}

PUBLIC int close(int descriptor) {
  forget_socket(descriptor);
  if (descriptor == result_descriptor && descriptor >= 0) place_patterns(descriptor);
  int status = NEXT(close)(descriptor);
  if (descriptor == result_descriptor && descriptor >= 0) {
    result_descriptor = -1;
    if (warming_up) serve();
    end_rehearsal();
    fflush(NULL);
    _exit(status == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  return status;
}
