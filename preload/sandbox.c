/* What the kernel enforces in addition, where it can (not on Lambda): against machine code that an
   attacker brings into the engine, which the guard cannot stop.

   Each part is tried by itself in a process that is thrown away, and counts as enforced only if a
   call that it must refuse is refused. */
#include "guard.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A part that is required is refused. The same is in src/engine/sandbox.rs. */
enum { STATUS_NO_SANDBOX = 76 };

/* --- no_new_privs: no program with more rights than ours -------------------------------------- */

static bool no_new_privs(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0; }

static bool no_new_privs_is_enforced(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; }

/* --- network_namespace: one with nothing in it ------------------------------------------------- */

static bool network(void) {
  /* Root may do it as it is; others in a user namespace, where they have all rights: give them up. */
  if (unshare(CLONE_NEWNET) == 0) return true;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET)) return false;
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
  return syscall(SYS_capset, &head, none) == 0;
}

static bool network_is_enforced(void) {
  int descriptor = NEXT(socket)(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in loopback = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}, {0}};
  return descriptor >= 0 &&
         NEXT(connect)(descriptor, (struct sockaddr *)&loopback, sizeof loopback) != 0;
}

/* --- seccomp: no system calls that the engine has no use for ----------------------------------- */

#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + (n) * sizeof(uint64_t))
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define REFUSAL SECCOMP_RET_ERRNO | EPERM
/* If the value loaded is not this, passes over so many instructions. */
#define UNLESS(value, over) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, over)

static const uint16_t REFUSED[] = {
    SYS_execve, SYS_execveat, SYS_fork, SYS_vfork, SYS_ptrace, SYS_process_vm_readv,
    SYS_process_vm_writev, SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_setpgid, SYS_setsid, SYS_bind,
    SYS_listen, SYS_accept, SYS_accept4, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot,
    SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
    SYS_mount_setattr, SYS_unshare, SYS_setns, SYS_bpf, SYS_perf_event_open, SYS_keyctl,
    SYS_add_key, SYS_request_key, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter,
    SYS_io_uring_register, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_kexec_load,
    SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_ioperm, SYS_iopl, SYS_acct, SYS_quotactl, SYS_personality,
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid,
    SYS_setgroups, SYS_setfsuid, SYS_setfsgid, SYS_mknod, SYS_mknodat, SYS_memfd_create,
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_semget, SYS_settimeofday,
    SYS_clock_settime, SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_syslog,
    SYS_modify_ldt, SYS_vhangup, SYS_kcmp, SYS_process_madvise, SYS_fanotify_init,
};
enum { REFUSED_COUNT = sizeof REFUSED / sizeof *REFUSED };

static bool seccomp(void) {
  const struct sock_filter head[] = {
      LOAD(offsetof(struct seccomp_data, arch)),
      UNLESS(AUDIT_ARCH_X86_64, 1),
      BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
      ANSWER(SECCOMP_RET_KILL_PROCESS),
      LOAD(offsetof(struct seccomp_data, nr)),
      /* Numbers of another way to call. */
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      ANSWER(REFUSAL),
      /* The only sockets are those to the egress proxy. */
      UNLESS(SYS_socket, 4),
      LOAD(ARGUMENT(0)),
      UNLESS(has_egress_proxy() ? AF_UNIX : UINT32_MAX, 1),
      ANSWER(SECCOMP_RET_ALLOW),
      ANSWER(SECCOMP_RET_ERRNO | EACCES),
      /* It may start threads, and no processes. */
      UNLESS(SYS_clone, 4),
      LOAD(ARGUMENT(0)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
      ANSWER(SECCOMP_RET_ALLOW),
      ANSWER(REFUSAL),
      /* A filter cannot read its flags, which lie in memory. The C library falls back on clone. */
      UNLESS(SYS_clone3, 1),
      ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
      /* A signal to ourselves, as abort sends it. */
      UNLESS(SYS_tgkill, 4),
      LOAD(ARGUMENT(0)),
      UNLESS((uint32_t)getpid(), 1),
      ANSWER(SECCOMP_RET_ALLOW),
      ANSWER(REFUSAL),
      /* Limits of ourselves. */
      UNLESS(SYS_prlimit64, 4),
      LOAD(ARGUMENT(0)),
      UNLESS(0, 1),
      ANSWER(SECCOMP_RET_ALLOW),
      ANSWER(REFUSAL),
  };
  struct sock_filter filter[sizeof head / sizeof *head + 2 * REFUSED_COUNT + 1];
  memcpy(filter, head, sizeof head);
  unsigned count = sizeof head / sizeof *head;
  for (int i = 0; i < REFUSED_COUNT; i++) {
    filter[count++] = (struct sock_filter)UNLESS(REFUSED[i], 1);
    filter[count++] = (struct sock_filter)ANSWER(REFUSAL);
  }
  filter[count++] = (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW);
  struct sock_fprog program = {count, filter};
  /* Speculation stays on: what it could leak is the memory of this process alone. */
  unsigned flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0;
}

static bool seccomp_is_enforced(void) {
  int descriptor = NEXT(socket)(AF_INET, SOCK_STREAM, 0);
  return descriptor < 0 && errno == EACCES;
}

/* --- landlock: files ---------------------------------------------------------------------------- */

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGE                                                                                     \
  (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
   LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | (1ULL << 14 /* truncate */))

static bool allow(int rules, const char *path, uint64_t access) {
  struct landlock_path_beneath_attr rule = {access, -1};
  rule.parent_fd = NEXT(open64)(path, O_PATH | O_CLOEXEC);
  /* What is not there cannot be opened either. */
  if (rule.parent_fd < 0) return true;
  bool done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
  close(rule.parent_fd);
  return done;
}

static bool landlock(void) {
  /* Since version 2 of the interface: moving files; 3: cutting them; 4: TCP; 5: ioctl; 6: signals. */
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  uint64_t files = (1ULL << (version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
  struct {
    uint64_t files, network, scoped;
  } handled = {files, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int rules = syscall(SYS_landlock_create_ruleset, &handled, size, 0);
  if (rules < 0) return false;
  bool done = true;
  for (const char *const *folder = readable_folders(); *folder; folder++)
    done = done && (!**folder || allow(rules, *folder, READ));
  const char *own = writable_folder();
  done = done && (!*own || allow(rules, own, (READ | CHANGE) & files));
  done = done && allow(rules, "/dev/null",
                       (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE) & files);
  done = done && allow(rules, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
  /* clock.c looks here at what threads do. */
  done = done && allow(rules, "/proc/self/task", READ);
  /* The C library looks up here how far the stack goes, and the JavaScript collector scans that
     far. */
  done = done && allow(rules, "/proc/self/maps", LANDLOCK_ACCESS_FS_READ_FILE);
  done = done && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return done;
}

static bool landlock_is_enforced(void) {
  return NEXT(open64)("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 && errno == EACCES;
}

/* --- all of them -------------------------------------------------------------------------------- */

/* In the order in which they are entered: the filter refuses the system calls that set up the
   others. */
static const struct {
  const char *name;
  bool (*enter)(void), (*is_enforced)(void);
} PARTS[] = {
    {"no_new_privs", no_new_privs, no_new_privs_is_enforced},
    {"network_namespace", network, network_is_enforced},
    {"landlock", landlock, landlock_is_enforced},
    {"seccomp", seccomp, seccomp_is_enforced},
};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };

static int try_part(int part) {
  /* Landlock and seccomp are for those alone who gave up new privileges, or have all. */
  no_new_privs();
  errno = 0;
  if (!PARTS[part].enter()) return errno ? errno : EPERM;
  return PARTS[part].is_enforced() ? 0 : EPROTO;
}

void try_sandbox(void) {
  for (int part = 0; part < PART_COUNT; part++) {
    fflush(stdout);
    int status = 0, reason = EAGAIN;
    pid_t child = NEXT(fork)();
    if (child == 0) _exit(try_part(part) & 0xff);
    if (child > 0 && waitpid(child, &status, 0) == child)
      reason = WIFEXITED(status) ? WEXITSTATUS(status) : EPROTO;
    printf(" %s=%d", PARTS[part].name, reason);
  }
}

void begin_sandbox(const char *parts) {
  /* A child of the fork server inherits what that has entered. */
  static bool entered[PART_COUNT];
  for (int part = 0; part < PART_COUNT; part++) {
    size_t length = strlen(PARTS[part].name);
    for (const char *at = parts; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
      if (strncmp(at, PARTS[part].name, length) || !strchr(" !", at[length])) continue;
      entered[part] = entered[part] || PARTS[part].enter();
      if (!entered[part] && at[length] == '!') _exit(STATUS_NO_SANDBOX);
    }
  }
}
