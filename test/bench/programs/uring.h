// What the programs with liburing have in common: a ring, and one enter a turn of its loop.
#ifndef URING_H
#define URING_H
#include "program.h"
#include <liburing.h>

static struct io_uring ring;

static inline void open_ring(unsigned entries) {
  unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                   IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE;
  struct io_uring_params params = {.flags = flags, .cq_entries = entries * 2};
  check("io_uring_queue_init", io_uring_queue_init_params(entries, &ring, &params));
}

static inline struct io_uring_sqe *slot(struct counts *counts) {
  for (;;) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    if (sqe != NULL) return sqe;
    check("io_uring_submit", io_uring_submit(&ring));
    counts->enters++;
  }
}

typedef void (*completed)(struct counts *, unsigned data, int res, unsigned flags);

static inline void turn(struct counts *counts, completed complete) {
  struct io_uring_cqe *cqe;
  unsigned head, seen = 0;
  check("io_uring_submit_and_wait", io_uring_submit_and_wait(&ring, 1));
  counts->enters++;
  io_uring_for_each_cqe(&ring, head, cqe) {
    complete(counts, (unsigned)cqe->user_data, cqe->res, cqe->flags);
    seen++;
  }
  io_uring_cq_advance(&ring, seen);
  counts->completions += seen;
}
#endif
