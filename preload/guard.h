/* The guard: what the engine may open, reach and start.

   It stands between the engine and the C library, and answers where the kernel may have nothing to
   offer (on Lambda there is no seccomp filter, no Landlock and no namespace). A document cannot get
   around it; machine code that an attacker brings into the engine can. Against that the sandbox
   helps, where the kernel has one.

   The environment says what is to be enforced:
     HTML2PDF_GUARD      the engine bundle. Without it there is no guard.
     HTML2PDF_PROXY      is set if the job has an egress proxy, which listens on the socket `proxy` in
                         the job's folder. Without it the engine reaches nothing.
     HTML2PDF_SANDBOX    what the kernel shall enforce in addition: names as in sandbox.c, with blanks
                         between; if one with ! at its end is refused, nothing is printed
     HTML2PDF_HANDSHAKE  a nonce: the guard prints it, whether it stands before all that it should,
                         and which parts of the sandbox are enforced here
   And by the first argument, --html2pdf-guard, that there must be one.
   The job's folder is the one where the engine is at work. */
#pragma once
#include "preload.h"
#include <stddef.h>

/* Whether the guard is on. */
extern bool guarded;

/* Takes what the environment says, for the job in the folder where we are. */
void begin_guard(void);

/* Takes away the argument that the engine does not know. It is given so that the engine fails where
   the guard could not be loaded: the loader would only warn. Returns what is left. */
char **take_mark(int *count, char **arguments);

/* files.c */
void begin_files(const char *bundle);
/* As open(2), if the engine may. */
int open_guarded(const char *path, int flags, unsigned mode);
/* The folders that the sandbox must leave open; each list ends with NULL. */
const char *const *readable_folders(void);
const char *writable_folder(void);

/* network.c */
void begin_network(bool has_proxy);
/* Whether the job has an egress proxy. */
bool has_egress_proxy(void);
/* A descriptor was closed. */
void forget_socket(int descriptor);
/* Whether there ever was a connection. */
bool has_connected(void);
/* Whether an answer is awaited, or may still be coming, at this time. */
bool awaits_answer(long now);

/* sandbox.c */
void begin_sandbox(const char *parts);
/* Tries each part in a process that is thrown away, and prints which are enforced. */
void try_sandbox(void);

/* The name of a function, and where it is if the guard stands before it. */
struct guarded_function {
  const char *name;
  const void *ours;
};
extern const struct guarded_function guarded_files[], guarded_network[], guarded_processes[];
