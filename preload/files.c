/* Which files the engine may open: the bundle's, those of the job in hand, and a short list. It may
   change what lies in the job's home, and its result. Links and `..` are resolved before anything is
   decided, and it is the resolved path that is opened. */
#include "guard.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static const char *const DEVICES[] = {"/dev/null", "/dev/urandom", "/dev/random"};

/* All as they are when links are resolved. */
static char bundle[PATH_MAX], font_index[PATH_MAX], folder[PATH_MAX], home[PATH_MAX],
    result[PATH_MAX];

static bool join(char out[PATH_MAX], const char *folder, const char *name) {
  const char *between = strcmp(folder, "/") == 0 ? "" : "/";
  return snprintf(out, PATH_MAX, "%s%s%s", folder, between, name) < PATH_MAX;
}

/* What cannot be found is a folder that nothing lies in. */
static void resolve_or_none(const char *path, char out[PATH_MAX]) {
  if (!path || !realpath(path, out)) *out = 0;
}

void begin_files(const char *bundle_path) {
  resolve_or_none(bundle_path, bundle);
  resolve_or_none(getenv("XDG_CACHE_HOME"), font_index);
  resolve_or_none(".", folder);
  /* Not those of a whole machine, when the engine is only asked who it is. */
  if (strcmp(folder, "/") == 0) *folder = 0;
  *home = *result = 0;
  if (*folder && (!join(home, folder, "home") || !join(result, folder, "result.pdf"))) abort();
}

const char *const *readable_folders(void) {
  static const char *folders[] = {bundle, font_index, NULL};
  return folders;
}

const char *writable_folder(void) { return folder; }

static bool is_within(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == 0);
}

static bool may_change(const char *path) {
  return is_within(path, home) || (*result && strcmp(path, result) == 0);
}

static bool may_read(const char *path) {
  for (unsigned i = 0; i < sizeof DEVICES / sizeof *DEVICES; i++)
    if (strcmp(path, DEVICES[i]) == 0) return true;
  return is_within(path, folder) || is_within(path, bundle) || is_within(path, font_index);
}

/* Resolves all but the last part of a path. */
static bool resolve_folder(const char *path, char out[PATH_MAX]) {
  char before[PATH_MAX], resolved[PATH_MAX];
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  size_t length = name - path;
  if (!*name || !strcmp(name, ".") || !strcmp(name, "..")) {
    errno = EACCES;
    return false;
  }
  if (length >= PATH_MAX) {
    errno = ENAMETOOLONG;
    return false;
  }
  memcpy(before, path, length);
  before[length] = 0;
  return realpath(length ? before : ".", resolved) && join(out, resolved, name);
}

static bool refuse(void) {
  errno = EACCES;
  return false;
}

/* Whether this may be opened so, and its resolved path. */
static bool admit(const char *path, bool writes, bool makes, char out[PATH_MAX]) {
  if (!realpath(path, out)) {
    if (errno != ENOENT || !makes || !resolve_folder(path, out)) return false;
  }
  bool may = writes ? may_change(out) || strcmp(out, "/dev/null") == 0
                    : may_read(out) || may_change(out);
  return may || refuse();
}

/* Whether the thing of this name, not what it may point to, may be changed. */
static bool admit_change(const char *path, char out[PATH_MAX]) {
  return resolve_folder(path, out) && (may_change(out) || refuse());
}

int open_guarded(const char *path, int flags, unsigned mode) {
  if (!guarded) return NEXT(open64)(path, flags, mode);
  char resolved[PATH_MAX];
  int changes = O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & changes;
  if (!admit(path, writes, flags & O_CREAT, resolved)) return -1;
  return NEXT(open64)(resolved, flags | O_NOFOLLOW, mode);
}

/* --- the C library's ways to open a file ----------------------------------------------------- */

#define MODE_OF(flags, last)                                                                       \
  ({                                                                                               \
    va_list rest_;                                                                                 \
    va_start(rest_, last);                                                                         \
    bool makes_ = (flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE;                         \
    mode_t mode_ = makes_ ? va_arg(rest_, mode_t) : 0;                                             \
    va_end(rest_);                                                                                 \
    mode_;                                                                                         \
  })

PUBLIC int open(const char *path, int flags, ...) {
  return open_guarded(path, flags, MODE_OF(flags, flags));
}

PUBLIC int __open_2(const char *path, int flags) { return open_guarded(path, flags, 0); }

PUBLIC int openat(int at, const char *path, int flags, ...) {
  mode_t mode = MODE_OF(flags, flags);
  if (!guarded) return NEXT(openat)(at, path, flags, mode);
  /* Nobody here opens beside an open folder. */
  if (at != AT_FDCWD && *path != '/') return refuse() - 1;
  return open_guarded(path, flags, mode);
}

static FILE *open_stream(const char *path, const char *mode) {
  char resolved[PATH_MAX];
  if (guarded) {
    bool writes = strpbrk(mode, "wa+"), makes = strpbrk(mode, "wa");
    if (!admit(path, writes, makes, resolved)) return NULL;
    path = resolved;
  }
  return NEXT(fopen64)(path, mode);
}

PUBLIC FILE *fopen(const char *restrict path, const char *restrict mode) {
  return open_stream(path, mode);
}

PUBLIC FILE *fopen64(const char *restrict path, const char *restrict mode) {
  return open_stream(path, mode);
}

PUBLIC DIR *opendir(const char *path) {
  char resolved[PATH_MAX];
  if (!guarded) return NEXT(opendir)(path);
  return admit(path, false, false, resolved) ? NEXT(opendir)(resolved) : NULL;
}

/* --- and to change what lies in a folder ----------------------------------------------------- */

#define CHANGES(function, arguments, ...)                                                          \
  PUBLIC int function arguments {                                                                  \
    char resolved[PATH_MAX];                                                                       \
    if (guarded && !admit_change(path, resolved)) return -1;                                       \
    return NEXT(function)(__VA_ARGS__);                                                            \
  }

CHANGES(unlink, (const char *path), path)
CHANGES(remove, (const char *path), path)
CHANGES(mkostemp, (char *path, int flags), path, flags)
CHANGES(rmdir, (const char *path), path)
CHANGES(mkdir, (const char *path, mode_t mode), path, mode)
CHANGES(chmod, (const char *path, mode_t mode), path, mode)
CHANGES(truncate, (const char *path, off_t size), path, size)
CHANGES(truncate64, (const char *path, off64_t size), path, size)
CHANGES(utimes, (const char *path, const struct timeval times[2]), path, times)

PUBLIC int rename(const char *from, const char *to) {
  char resolved[PATH_MAX];
  if (guarded && !(admit_change(from, resolved) && admit_change(to, resolved))) return -1;
  return NEXT(rename)(from, to);
}

/* Nobody here has a use for a link. */
PUBLIC int symlink(const char *target, const char *path) {
  return guarded ? refuse() - 1 : NEXT(symlink)(target, path);
}

PUBLIC int link(const char *from, const char *to) {
  return guarded ? refuse() - 1 : NEXT(link)(from, to);
}

PUBLIC int unlinkat(int at, const char *path, int flags) {
  return guarded ? refuse() - 1 : NEXT(unlinkat)(at, path, flags);
}

PUBLIC int fchmodat(int at, const char *path, mode_t mode, int flags) {
  return guarded ? refuse() - 1 : NEXT(fchmodat)(at, path, mode, flags);
}

PUBLIC int utimensat(int at, const char *path, const struct timespec times[2], int flags) {
  return guarded ? refuse() - 1 : NEXT(utimensat)(at, path, times, flags);
}

const struct guarded_function guarded_files[] = {
    {"open", open},         {"open64", open64},         {"__open_2", __open_2},
    {"openat", openat},     {"fopen", fopen},           {"fopen64", fopen64},
    {"opendir", opendir},   {"unlink", unlink},         {"unlinkat", unlinkat},
    {"rmdir", rmdir},       {"mkdir", mkdir},           {"chmod", chmod},
    {"truncate", truncate}, {"truncate64", truncate64}, {"utimes", utimes},
    {"rename", rename},     {"symlink", symlink},       {"link", link},
    {"remove", remove},     {"mkostemp", mkostemp},     {"fchmodat", fchmodat},
    {"utimensat", utimensat},
    {NULL, NULL},
};
