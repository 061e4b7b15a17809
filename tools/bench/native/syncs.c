/*
 * Loaded before a process (LD_PRELOAD): counts the calls that make data durable, and slows each one down when asked to.
 * BIMETAL_BENCH_SYNCS names a file of 16 bytes that the process shares with who measures: the count, and the delay in
 * microseconds, both of 64 bits.
 *
 * What it does not see: writes to a file that was opened with O_DSYNC, which are durable by themselves. LMDB writes its
 * meta page so.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct shared {
  _Atomic uint64_t count;
  _Atomic uint64_t delay_us;
};

static struct shared *shared;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("BIMETAL_BENCH_SYNCS");
  if (!path) return;
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *place = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (place != MAP_FAILED) shared = place;
}

static int synced(int result) {
  if (!shared) return result;
  int error = errno;
  atomic_fetch_add(&shared->count, 1);
  uint64_t delay = atomic_load(&shared->delay_us);
  if (delay) {
    struct timespec time = {.tv_sec = delay / 1000000, .tv_nsec = (long)(delay % 1000000) * 1000};
    nanosleep(&time, NULL);
  }
  errno = error;
  return result;
}

int fsync(int file) { return synced((int)syscall(SYS_fsync, file)); }

int fdatasync(int file) { return synced((int)syscall(SYS_fdatasync, file)); }

int msync(void *start, size_t length, int flags) {
  int result = (int)syscall(SYS_msync, start, length, flags);
  return flags & MS_SYNC ? synced(result) : result;
}
