// C with liburing: timeouts running and started again, started and cancelled, or as intervals.
//
//   timers --kind run --count 1000
#define _GNU_SOURCE
#include "uring.h"
#include <stdbool.h>

// Newer than the liburing of some systems.
#ifndef IORING_TIMEOUT_MULTISHOT
#define IORING_TIMEOUT_MULTISHOT (1U << 6)
#endif

#define LONG_S 60
#define INTERVAL_MS 10
#define EARLY_S 0.0015
#define REMOVAL (1u << 30)

enum kind { RUN, CANCEL, INTERVAL };

static enum kind kind;
static unsigned timers, in_flight, *ticks;
static struct __kernel_timespec *times;
static double *started, end;

static unsigned delay_of(unsigned i) { return 1 + i % 16; }

static void set_time(unsigned i, unsigned ms) {
  times[i].tv_sec = ms / 1000;
  times[i].tv_nsec = ms % 1000 * 1000000;
}

static void start(struct counts *counts, unsigned i, unsigned flags) {
  struct io_uring_sqe *sqe = slot(counts);
  io_uring_prep_timeout(sqe, times + i, 0, flags);
  sqe->user_data = i;
}

static void cancel(struct counts *counts, unsigned i) {
  struct io_uring_sqe *sqe = slot(counts);
  io_uring_prep_timeout_remove(sqe, i, 0);
  sqe->user_data = i | REMOVAL;
  // Nobody wants to hear that it has worked.
  sqe->flags = IOSQE_CQE_SKIP_SUCCESS;
}

static void verify(struct counts *counts, unsigned i, double delay) {
  double late = now() - started[i] - delay;
  bool sampled = kind == RUN && (unsigned long)counts->operations % SAMPLE_EVERY == 0;
  if (late < -EARLY_S) wrong("the time of timeout", i);
  if (sampled) sample(counts, late < 0 ? 0 : late);
  counts->operations++;
}

static void complete(struct counts *counts, unsigned i, int res, unsigned flags) {
  // A removal that came too late says so.
  if ((i & REMOVAL) != 0) return;
  if (kind == INTERVAL && (flags & IORING_CQE_F_MORE) == 0) {
    in_flight--;
    return;
  }
  if (res != (kind == CANCEL ? -ECANCELED : -ETIME)) wrong("the answer of timeout", i);
  if (kind == CANCEL) {
    counts->operations++;
    in_flight--;
  } else if (kind == INTERVAL) {
    verify(counts, i, ++ticks[i] * INTERVAL_MS / 1e3);
    if (now() >= end) cancel(counts, i);
  } else {
    verify(counts, i, delay_of(i) / 1e3);
    if (now() >= end) {
      in_flight--;
      return;
    }
    started[i] = now();
    start(counts, i, 0);
  }
}

static void cancel_until(struct counts *counts) {
  while (now() < end) {
    for (unsigned i = 0; i < timers; i++) start(counts, i, 0);
    in_flight = timers;
    for (unsigned i = 0; i < timers; i++) cancel(counts, i);
    while (in_flight > 0) turn(counts, complete);
  }
}

static void work(struct counts *counts, double until) {
  end = until;
  if (kind == CANCEL) {
    cancel_until(counts);
    return;
  }
  in_flight = timers;
  for (unsigned i = 0; i < timers; i++) {
    ticks[i] = 0;
    started[i] = now();
    start(counts, i, kind == INTERVAL ? IORING_TIMEOUT_MULTISHOT : 0);
  }
  while (in_flight > 0) turn(counts, complete);
}

int main(int count, char **words) {
  const char *name = text_option(count, words, "--kind", "run");
  kind = strcmp(name, "cancel") == 0 ? CANCEL : strcmp(name, "interval") == 0 ? INTERVAL : RUN;
  timers = (unsigned)option(count, words, "--count", 1000);
  times = calloc(timers, sizeof *times);
  started = calloc(timers, sizeof *started);
  ticks = calloc(timers, sizeof *ticks);
  for (unsigned i = 0; i < timers; i++) {
    set_time(i, kind == CANCEL ? LONG_S * 1000 : kind == INTERVAL ? INTERVAL_MS : delay_of(i));
  }
  open_ring(2048);
  return measure(count, words, work);
}
