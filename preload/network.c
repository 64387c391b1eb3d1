/* Whom the engine may speak to: the gate of its job, and nobody else. The gate (src/engine/gate) is
   a proxy in the service; it decides on hosts and addresses, and fetches.

   The engine is told of a proxy that nobody answers for, so that without the guard it reaches
   nothing. A connection to that address becomes one to the gate, which hears questions to a proxy
   and nothing else. What does not heed the proxy (a WebSocket, a look-up of a name) has no way. */
#include "guard.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
  /* The address that is given to the engine as its proxy's: 127.0.0.1. */
  PROXY_PORT = 1,
  /* No more can be waited for by select. */
  DESCRIPTORS = 1024,
};
/* In the job's folder. */
static const struct sockaddr_un GATE = {AF_UNIX, "gate"};

/* An answer that has begun may be longer in coming than a script's delay is by default. */
static const long LULL = 1000000000;

static bool has_gate;

/* What was said last on a connection: nothing yet, a question that is not answered yet, or an
   answer. */
enum said { NO_SOCKET, NOTHING, QUESTION, ANSWER };
static volatile uint8_t said[DESCRIPTORS];
static volatile long last_answer[DESCRIPTORS];
static volatile int sockets_end;

void begin_network(bool gate) { has_gate = gate; }
bool reaches_gate(void) { return has_gate; }
bool has_connected(void) { return sockets_end > 0; }

static bool is_ours(int descriptor) {
  return descriptor >= 0 && descriptor < sockets_end && said[descriptor] != NO_SOCKET;
}

void forget_socket(int descriptor) {
  if (is_ours(descriptor)) said[descriptor] = NO_SOCKET;
}

bool awaits_answer(long now) {
  for (int descriptor = 0; descriptor < sockets_end; descriptor++) {
    enum said last = said[descriptor];
    if (last == NOTHING || last == QUESTION) return true;
    if (last == ANSWER && now - last_answer[descriptor] < LULL) return true;
  }
  return false;
}

static int refuse(int reason) {
  errno = reason;
  return -1;
}

PUBLIC int socket(int domain, int type, int protocol) {
  bool inet = domain == AF_INET || domain == AF_INET6;
  int flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (guarded) {
    if (!inet || (type & ~flags) != SOCK_STREAM) return refuse(EACCES);
    domain = AF_UNIX;
    protocol = 0;
  }
  int descriptor = NEXT(socket)(domain, type, protocol);
  if (descriptor < 0 || !inet) return descriptor;
  if (descriptor >= DESCRIPTORS) {
    close(descriptor);
    return refuse(EMFILE);
  }
  said[descriptor] = NOTHING;
  if (descriptor >= sockets_end) sockets_end = descriptor + 1;
  return descriptor;
}

static bool is_proxy(const struct sockaddr *address, socklen_t size) {
  const struct sockaddr_in *inet = (const struct sockaddr_in *)address;
  return size >= sizeof *inet && inet->sin_family == AF_INET &&
         inet->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && inet->sin_port == htons(PROXY_PORT);
}

PUBLIC int connect(int descriptor, const struct sockaddr *address, socklen_t size) {
  if (!guarded) return NEXT(connect)(descriptor, address, size);
  if (!has_gate || !is_ours(descriptor) || !is_proxy(address, size)) {
    forget_socket(descriptor);
    return refuse(ECONNREFUSED);
  }
  return NEXT(connect)(descriptor, (const struct sockaddr *)&GATE, sizeof GATE);
}

/* A look-up of a name would tell it to whoever answers. */
PUBLIC int getaddrinfo(const char *restrict name, const char *restrict service,
                       const struct addrinfo *restrict hints, struct addrinfo **restrict found) {
  return guarded ? EAI_FAIL : NEXT(getaddrinfo)(name, service, hints, found);
}

PUBLIC int getnameinfo(const struct sockaddr *restrict address, socklen_t size,
                       char *restrict name, socklen_t name_size, char *restrict service,
                       socklen_t service_size, int flags) {
  if (guarded) return EAI_FAIL;
  return NEXT(getnameinfo)(address, size, name, name_size, service, service_size, flags);
}

PUBLIC struct hostent *gethostbyname(const char *name) {
  return guarded ? NULL : NEXT(gethostbyname)(name);
}

PUBLIC int bind(int descriptor, const struct sockaddr *address, socklen_t size) {
  return guarded ? refuse(EACCES) : NEXT(bind)(descriptor, address, size);
}

PUBLIC int listen(int descriptor, int backlog) {
  return guarded ? refuse(EACCES) : NEXT(listen)(descriptor, backlog);
}

PUBLIC int accept(int descriptor, struct sockaddr *restrict address, socklen_t *restrict size) {
  return guarded ? refuse(EACCES) : NEXT(accept)(descriptor, address, size);
}

PUBLIC int accept4(int descriptor, struct sockaddr *restrict address, socklen_t *restrict size,
                   int flags) {
  return guarded ? refuse(EACCES) : NEXT(accept4)(descriptor, address, size, flags);
}

PUBLIC ssize_t sendto(int descriptor, const void *from, size_t size, int flags,
                      const struct sockaddr *address, socklen_t address_size) {
  if (guarded && address) return refuse(EACCES);
  return NEXT(sendto)(descriptor, from, size, flags, address, address_size);
}

PUBLIC ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
  if (guarded && message->msg_name) return refuse(EACCES);
  return NEXT(sendmsg)(descriptor, message, flags);
}

/* --- what is said ---------------------------------------------------------------------------- */

PUBLIC ssize_t write(int descriptor, const void *from, size_t size) {
  ssize_t count = NEXT(write)(descriptor, from, size);
  if (count > 0 && is_ours(descriptor)) said[descriptor] = QUESTION;
  return count;
}

PUBLIC ssize_t read(int descriptor, void *into, size_t size) {
  ssize_t count = NEXT(read)(descriptor, into, size);
  if (count > 0 && is_ours(descriptor)) {
    struct timespec now;
    NEXT(clock_gettime)(CLOCK_MONOTONIC, &now);
    last_answer[descriptor] = now.tv_sec * 1000000000L + now.tv_nsec;
    said[descriptor] = ANSWER;
  }
  return count;
}

const struct guarded_function guarded_network[] = {
    {"socket", socket},           {"connect", connect},         {"getaddrinfo", getaddrinfo},
    {"getnameinfo", getnameinfo}, {"gethostbyname", gethostbyname}, {"bind", bind},
    {"listen", listen},           {"accept", accept},           {"accept4", accept4},
    {"sendto", sendto},           {"sendmsg", sendmsg},         {NULL, NULL},
};
