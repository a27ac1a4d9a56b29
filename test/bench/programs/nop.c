// C with liburing: NOPs in batches, each batch one submit-and-wait. The reference of the nop suite.
//
//   nop --batch 64 --seconds 1 --warmup 0.3
#define _GNU_SOURCE
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double clock_of(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double option(int count, char **words, const char *name, double otherwise) {
  for (int i = 1; i + 1 < count; i++) {
    if (strcmp(words[i], name) == 0) return atof(words[i + 1]);
  }
  return otherwise;
}

static void check(const char *what, int answer) {
  if (answer >= 0) return;
  fprintf(stderr, "%s: %s\n", what, strerror(-answer));
  exit(1);
}

static void batch(struct io_uring *ring, unsigned size) {
  struct io_uring_cqe *cqe;
  unsigned head, seen = 0;
  for (unsigned i = 0; i < size; i++) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
    io_uring_prep_nop(sqe);
    sqe->user_data = i;
  }
  check("io_uring_submit_and_wait", io_uring_submit_and_wait(ring, size));
  io_uring_for_each_cqe(ring, head, cqe) {
    check("nop", cqe->res);
    seen++;
  }
  io_uring_cq_advance(ring, seen);
}

int main(int count, char **words) {
  unsigned size = (unsigned)option(count, words, "--batch", 64);
  double warmup = option(count, words, "--warmup", 0.3);
  double seconds = option(count, words, "--seconds", 1);
  struct io_uring ring;
  unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN;
  check("io_uring_queue_init", io_uring_queue_init(1024, &ring, flags));
  double start = clock_of(CLOCK_MONOTONIC);
  while (clock_of(CLOCK_MONOTONIC) - start < warmup) {
    for (unsigned i = 0; i < 4096 / size + 1; i++) batch(&ring, size);
  }
  double cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID), operations = 0;
  start = clock_of(CLOCK_MONOTONIC);
  while (clock_of(CLOCK_MONOTONIC) - start < seconds) {
    unsigned rounds = 4096 / size + 1;
    for (unsigned i = 0; i < rounds; i++) batch(&ring, size);
    operations += (double)rounds * size;
  }
  double used = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("{\"operations\":%.0f,\"cpuSeconds\":%.9f,\"bytes\":0}\n", operations, used);
  return 0;
}
