/*
 * Starts a program and says what that took, until a line of its output has the given text, or, where the text is empty,
 * until it ends: `start TEXT PROGRAM [ARGUMENT…]` prints one line of JSON. A program that got as far as the text is killed.
 *
 * Node's own child_process cannot tell: it has no usage of a child. /proc/PID/stat counts in ticks of 10 ms, and
 * /proc/PID/task has no more of a thread that ended. The clock of a process has all of its threads, in nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX (64 * 1024)

static char output[OUTPUT_BYTES_MAX + 1];
static size_t output_bytes;

static double microseconds(struct timespec time) { return time.tv_sec * 1e6 + time.tv_nsec / 1e3; }

static double now_us(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) {
    perror("clock_gettime");
    exit(1);
  }
  return microseconds(time);
}

/* The usage of a child that nobody has waited for yet, be it alive or not. */
static double cpu_us(pid_t pid) {
  clockid_t clock;
  int error = clock_getcpuclockid(pid, &clock);
  if (error != 0) {
    fprintf(stderr, "clock_getcpuclockid: %s\n", strerror(error));
    exit(1);
  }
  return now_us(clock);
}

/* Resident memory by kind; zeros for a program that has ended. */
static void print_memory(pid_t pid) {
  char path[64], line[256];
  long anonymous = 0, file = 0, shared = 0;
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  FILE *status = fopen(path, "r");
  while (status && fgets(line, sizeof line, status)) {
    sscanf(line, "RssAnon: %ld", &anonymous);
    sscanf(line, "RssFile: %ld", &file);
    sscanf(line, "RssShmem: %ld", &shared);
  }
  if (status) fclose(status);
  printf(",\"anonymous_kib\":%ld,\"file_kib\":%ld,\"shared_kib\":%ld", anonymous, file, shared);
}

/* Reads until the text is there; 0 when the output ended before. */
static int read_until(int from, const char *text) {
  for (;;) {
    /* What does not fit is not what is waited for: the beginning is kept for the message of a failure. */
    char dropped[4096];
    size_t room = OUTPUT_BYTES_MAX - output_bytes;
    ssize_t got = room > 0 ? read(from, output + output_bytes, room) : read(from, dropped, sizeof dropped);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    if (room > 0) output_bytes += (size_t)got;
    if (*text != '\0' && strstr(output, text)) return 1;
  }
}

int main(int count, char **arguments) {
  int ends[2];
  if (count < 3) {
    fprintf(stderr, "start TEXT PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  const char *text = arguments[1];
  if (pipe2(ends, O_CLOEXEC) != 0) return perror("pipe2"), 1;
  double begin_us = now_us(CLOCK_MONOTONIC);
  pid_t pid = vfork();
  if (pid < 0) return perror("vfork"), 1;
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    /* Whoever loses patience with us ends the program too. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execv(arguments[2], arguments + 2);
    _exit(127);
  }
  close(ends[1]);
  int is_ready = read_until(ends[0], text);
  /* The output ends a moment before the program does. */
  siginfo_t ended = {0};
  if (!is_ready) waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT);
  double end_us = now_us(CLOCK_MONOTONIC);
  double spent_us = cpu_us(pid);
  int is_good = is_ready || (*text == '\0' && ended.si_code == CLD_EXITED && ended.si_status == 0);
  if (is_good) {
    printf("{\"wall_us\":%.0f,\"cpu_us\":%.0f", end_us - begin_us, spent_us);
    print_memory(pid);
  }
  kill(pid, SIGKILL);
  struct rusage usage;
  wait4(pid, NULL, 0, &usage);
  if (!is_good) {
    fprintf(stderr, "%s %s\n%s", arguments[2], is_ready ? "" : "ended before it was ready:", output);
    return 1;
  }
  printf(",\"page_faults\":%ld}\n", usage.ru_minflt + usage.ru_majflt);
  return 0;
}
