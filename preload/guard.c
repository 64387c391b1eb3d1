#include "guard.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

bool guarded;

/* Whether each of these functions is the one that the engine finds under its name. */
static bool stands_before(const struct guarded_function *functions) {
  for (; functions->name; functions++)
    if (dlsym(RTLD_DEFAULT, functions->name) != functions->ours) return false;
  return true;
}

static void introduce_guard(const char *nonce) {
  bool stands = stands_before(guarded_files) && stands_before(guarded_network) &&
                stands_before(guarded_processes);
  printf("html2pdf guard %s %s", nonce, stands ? "on" : "off");
  try_sandbox();
  printf("\n");
  fflush(stdout);
}

char **take_mark(int *count, char **arguments) {
  if (!guarded || *count < 2 || strcmp(arguments[1], "--html2pdf-guard")) return arguments;
  /* From the front: the environment begins where the arguments end. */
  arguments[1] = arguments[0];
  (*count)--;
  return arguments + 1;
}

void begin_guard(void) {
  const char *bundle = getenv("HTML2PDF_GUARD");
  if (!bundle) return;
  /* Other processes of our user may not read our memory. Lambda refuses prctl; there the mode of the
     loader's file has the same effect. */
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  begin_files(bundle);
  begin_network(getenv("HTML2PDF_PROXY") != NULL);
  guarded = true;
  const char *nonce = getenv("HTML2PDF_HANDSHAKE");
  if (nonce) introduce_guard(nonce);
  const char *parts = getenv("HTML2PDF_SANDBOX");
  if (parts) begin_sandbox(parts);
}
