// What a server costs, read from outside: CPU time of all its threads, context switches, memory;
// and how busy the whole machine was, which shows whether somebody else disturbed the run.
#ifndef WATCH_H
#define WATCH_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WATCHED_MAX 16

struct watch {
  int pids[WATCHED_MAX];
  clockid_t clocks[WATCHED_MAX];
  int count;
};

// Cheap enough to be taken at the very edge of the measured window. The process clock is the same
// sum of run time that utime+stime in /proc/PID/stat are scaled to, in nanoseconds, not ticks. It
// covers every thread of the process, also ended ones, and the kernel's workers for its rings
// (iou-wrk, iou-sqp), which are threads of the process since Linux 5.12.
struct edge {
  uint64_t wall_ns, server_ns, client_ns;
};

// Files in /proc: too slow for the edge of the window, so read a little outside of it.
struct counters {
  uint64_t wall_ns, user_ticks, system_ticks, voluntary, involuntary;
  uint64_t rss_kib, rss_max_kib, rss_anon_kib;
  uint64_t machine_busy_ticks, machine_steal_ticks;
};

static inline uint64_t clock_ns(clockid_t clock) {
  struct timespec t;
  if (clock_gettime(clock, &t) != 0) return 0;
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline int watch_add(struct watch *w, int pid) {
  if (w->count == WATCHED_MAX || clock_getcpuclockid(pid, &w->clocks[w->count]) != 0) return -1;
  w->pids[w->count++] = pid;
  return 0;
}

static inline struct edge watch_edge(const struct watch *w) {
  struct edge e = {0, 0, 0};
  for (int i = 0; i < w->count; i++) e.server_ns += clock_ns(w->clocks[i]);
  e.client_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  e.wall_ns = clock_ns(CLOCK_MONOTONIC);
  return e;
}

static inline size_t watch_slurp(const char *path, char *text, size_t size) {
  FILE *file = fopen(path, "r");
  if (!file) return text[0] = 0, 0;
  size_t length = fread(text, 1, size - 1, file);
  fclose(file);
  text[length] = 0;
  return length;
}

static inline uint64_t watch_field(const char *text, const char *name) {
  const char *at = strstr(text, name);
  unsigned long long value = 0;
  if (at) sscanf(at + strlen(name), " %llu", &value);
  return value;
}

static inline void watch_process(int pid, struct counters *c) {
  char path[300], text[8192];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  watch_slurp(path, text, sizeof text);
  // The command name may hold spaces and brackets: the fields start after the last bracket.
  const char *after = strrchr(text, ')');
  unsigned long long user = 0, system = 0;
  if (after)
    sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system);
  c->user_ticks += user;
  c->system_ticks += system;

  snprintf(path, sizeof path, "/proc/%d/status", pid);
  watch_slurp(path, text, sizeof text);
  c->rss_kib += watch_field(text, "VmRSS:");
  c->rss_max_kib += watch_field(text, "VmHWM:");
  c->rss_anon_kib += watch_field(text, "RssAnon:");

  // The switches in /proc/PID/status are the main thread's alone.
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) return;
  for (struct dirent *entry; (entry = readdir(tasks));) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", pid, entry->d_name);
    watch_slurp(path, text, sizeof text);
    c->voluntary += watch_field(text, "\nvoluntary_ctxt_switches:");
    c->involuntary += watch_field(text, "\nnonvoluntary_ctxt_switches:");
  }
  closedir(tasks);
}

static inline struct counters watch_counters(const struct watch *w) {
  struct counters c;
  memset(&c, 0, sizeof c);
  for (int i = 0; i < w->count; i++) watch_process(w->pids[i], &c);
  char text[1024];
  watch_slurp("/proc/stat", text, sizeof text);
  unsigned long long v[8] = {0};
  sscanf(text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", v, v + 1, v + 2, v + 3, v + 4, v + 5,
         v + 6, v + 7);
  c.machine_busy_ticks = v[0] + v[1] + v[2] + v[5] + v[6];
  c.machine_steal_ticks = v[7];
  c.wall_ns = clock_ns(CLOCK_MONOTONIC);
  return c;
}

#endif
