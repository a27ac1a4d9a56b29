// What every program in C has in common: its options, its clocks, and the line it prints.
#ifndef PROGRAM_H
#define PROGRAM_H
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SAMPLES_MAX (1 << 18)
// A prime, so that no sample is always the first of its batch.
#define SAMPLE_EVERY 61

// Counted by the program, set to zero when the window begins.
struct counts {
  double operations, enters, completions;
  unsigned sampled;
  double *samples;
};

static inline double clock_of(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline double now(void) { return clock_of(CLOCK_MONOTONIC); }

static inline const char *text_option(int count, char **words, const char *name,
                                      const char *otherwise) {
  for (int i = 1; i + 1 < count; i++) {
    if (strcmp(words[i], name) == 0) return words[i + 1];
  }
  return otherwise;
}

static inline double option(int count, char **words, const char *name, double otherwise) {
  const char *text = text_option(count, words, name, NULL);
  return text == NULL ? otherwise : atof(text);
}

static inline int check(const char *what, int answer) {
  if (answer >= 0) return answer;
  fprintf(stderr, "%s: %s\n", what, strerror(-answer));
  exit(1);
}

// For system calls, which answer -1 and set errno.
static inline int must(const char *what, int answer) {
  return check(what, answer < 0 ? -errno : answer);
}

static inline void wrong(const char *what, unsigned at) {
  fprintf(stderr, "%s %u is wrong\n", what, at);
  exit(1);
}

static inline void sample(struct counts *counts, double seconds) {
  if (counts->sampled < SAMPLES_MAX) counts->samples[counts->sampled++] = seconds * 1e6;
}

static inline int compare_doubles(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

// The work goes on until that time on the monotonic clock, and leaves nothing in flight.
typedef void (*work_until)(struct counts *, double until);

static inline void print_latency(struct counts *counts) {
  static const char *names[] = {"p50", "p90", "p99", "p999", "max"};
  static const double fractions[] = {0.5, 0.9, 0.99, 0.999, 1};
  if (counts->sampled == 0) return;
  qsort(counts->samples, counts->sampled, sizeof(double), compare_doubles);
  printf(",\"latencyUs\":{");
  for (int i = 0; i < 5; i++) {
    unsigned at = (unsigned)(fractions[i] * (counts->sampled - 1));
    printf("%s\"%s\":%.3f", i == 0 ? "" : ",", names[i], counts->samples[at]);
  }
  printf("}");
}

static inline double rss_bytes(void) {
  unsigned long total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%lu %lu", &total, &resident) != 2) return 0;
  fclose(file);
  return (double)resident * 4096;
}

static inline int measure(int count, char **words, work_until work) {
  double warmup = option(count, words, "--warmup", 0.3);
  double seconds = option(count, words, "--seconds", 1);
  struct counts counts = {.samples = calloc(SAMPLES_MAX, sizeof(double))};
  if (warmup > 0) work(&counts, now() + warmup);
  counts = (struct counts){.samples = counts.samples};
  double cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID), start = now();
  work(&counts, start + seconds);
  cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  double taken = now() - start;
  printf("{\"operations\":%.0f,\"cpuSeconds\":%.9f,\"seconds\":%.9f,\"rssBytes\":%.0f",
         counts.operations, cpu, taken, rss_bytes());
  if (counts.enters > 0) {
    printf(",\"enters\":%.0f,\"completions\":%.0f", counts.enters, counts.completions);
  }
  print_latency(&counts);
  printf("}\n");
  return 0;
}
#endif
