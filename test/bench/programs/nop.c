// C with liburing: NOPs in batches, each batch one submit-and-wait. The reference of the nop suite.
//
//   nop --batch 64 --seconds 1 --warmup 0.3
#define _GNU_SOURCE
#include "program.h"
#include <liburing.h>

static struct io_uring ring;
static unsigned size;

static void batch(struct counts *counts) {
  struct io_uring_cqe *cqe;
  unsigned head, seen = 0;
  for (unsigned i = 0; i < size; i++) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    io_uring_prep_nop(sqe);
    sqe->user_data = i;
  }
  check("io_uring_submit_and_wait", io_uring_submit_and_wait(&ring, size));
  io_uring_for_each_cqe(&ring, head, cqe) {
    check("nop", cqe->res);
    seen++;
  }
  io_uring_cq_advance(&ring, seen);
  counts->enters++;
  counts->completions += seen;
  counts->operations += seen;
}

static void work(struct counts *counts, double until) {
  while (now() < until) {
    for (unsigned i = 0; i < 4096 / size + 1; i++) batch(counts);
  }
}

int main(int count, char **words) {
  size = (unsigned)option(count, words, "--batch", 64);
  unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN;
  check("io_uring_queue_init", io_uring_queue_init(1024, &ring, flags));
  return measure(count, words, work);
}
