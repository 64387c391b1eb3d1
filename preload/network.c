/* The engine connects to the egress proxy of its job, and to nothing else. That proxy is a part of
   the service (src/engine/proxy): it decides which hosts and addresses may be reached, and fetches.

   On its command line the engine is given a placeholder: a proxy at an address where nobody listens,
   so that it reaches nothing where this library is not loaded. This library turns a connection to
   the placeholder into one to the egress proxy's socket, and refuses every other. What does not use
   the proxy (a WebSocket, the look-up of a name) therefore reaches nothing. */
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
  /* The placeholder is this port of 127.0.0.1 (src/engine/render/args.rs). */
  PLACEHOLDER_PORT = 1,
  /* Qt waits by select(2), which takes descriptors below FD_SETSIZE alone. */
  MAX_DESCRIPTORS = 1024,
};
/* The socket of the egress proxy. The engine's working directory is the job's folder. */
static const struct sockaddr_un PROXY_SOCKET = {AF_UNIX, "proxy"};

/* How long an answer may pause, in nanoseconds, before it counts as whole. Scripts are waited for
   only a fifth of that by default, so an answer that pauses longer than they do is still awaited. */
static const long MAX_PAUSE = 1000000000;

static bool job_has_proxy;

/* What was transferred last over a connection: nothing yet, a part of a request, or a part of its
   answer. Threads of the engine write here, and the clock reads. */
enum transfer { NO_SOCKET, NOTHING, REQUEST, ANSWER };
static volatile uint8_t last_transfer[MAX_DESCRIPTORS];
static volatile long last_answer[MAX_DESCRIPTORS];
static volatile int sockets_end;

void begin_network(bool has_proxy) { job_has_proxy = has_proxy; }
bool has_egress_proxy(void) { return job_has_proxy; }
bool has_connected(void) { return sockets_end > 0; }

static bool is_tracked(int descriptor) {
  return descriptor >= 0 && descriptor < sockets_end && last_transfer[descriptor] != NO_SOCKET;
}

void forget_socket(int descriptor) {
  if (is_tracked(descriptor)) last_transfer[descriptor] = NO_SOCKET;
}

bool awaits_answer(long now) {
  for (int descriptor = 0; descriptor < sockets_end; descriptor++) {
    enum transfer last = last_transfer[descriptor];
    if (last == NOTHING || last == REQUEST) return true;
    if (last == ANSWER && now - last_answer[descriptor] < MAX_PAUSE) return true;
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
    /* The family of a socket cannot be changed later, and the proxy's is AF_UNIX. */
    domain = AF_UNIX;
    protocol = 0;
  }
  int descriptor = NEXT(socket)(domain, type, protocol);
  if (descriptor < 0 || !inet) return descriptor;
  if (descriptor >= MAX_DESCRIPTORS) {
    close(descriptor);
    return refuse(EMFILE);
  }
  last_transfer[descriptor] = NOTHING;
  if (descriptor >= sockets_end) sockets_end = descriptor + 1;
  return descriptor;
}

static bool is_placeholder(const struct sockaddr *address, socklen_t size) {
  const struct sockaddr_in *inet = (const struct sockaddr_in *)address;
  return size >= sizeof *inet && inet->sin_family == AF_INET &&
         inet->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && inet->sin_port == htons(PLACEHOLDER_PORT);
}

PUBLIC int connect(int descriptor, const struct sockaddr *address, socklen_t size) {
  if (!guarded) return NEXT(connect)(descriptor, address, size);
  if (!job_has_proxy || !is_tracked(descriptor) || !is_placeholder(address, size)) {
    forget_socket(descriptor);
    return refuse(ECONNREFUSED);
  }
  return NEXT(connect)(descriptor, (const struct sockaddr *)&PROXY_SOCKET, sizeof PROXY_SOCKET);
}

/* The look-up of a name would send it to name servers, which is a way out for data. */
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

/* --- transfers over tracked sockets ---------------------------------------------------------- */

PUBLIC ssize_t write(int descriptor, const void *from, size_t size) {
  ssize_t count = NEXT(write)(descriptor, from, size);
  if (count > 0 && is_tracked(descriptor)) last_transfer[descriptor] = REQUEST;
  return count;
}

PUBLIC ssize_t read(int descriptor, void *into, size_t size) {
  ssize_t count = NEXT(read)(descriptor, into, size);
  if (count > 0 && is_tracked(descriptor)) {
    struct timespec now;
    NEXT(clock_gettime)(CLOCK_MONOTONIC, &now);
    last_answer[descriptor] = now.tv_sec * 1000000000L + now.tv_nsec;
    last_transfer[descriptor] = ANSWER;
  }
  return count;
}

const struct guarded_function guarded_network[] = {
    {"socket", socket},           {"connect", connect},         {"getaddrinfo", getaddrinfo},
    {"getnameinfo", getnameinfo}, {"gethostbyname", gethostbyname}, {"bind", bind},
    {"listen", listen},           {"accept", accept},           {"accept4", accept4},
    {"sendto", sendto},           {"sendmsg", sendmsg},         {NULL, NULL},
};
