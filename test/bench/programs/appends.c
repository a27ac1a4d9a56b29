// C with liburing: appends that are on the disk, a write and an fdatasync, linked.
//
//   appends --target F --depth 16
#define _GNU_SOURCE
#include "uring.h"
#include <fcntl.h>
#include <stdint.h>

#define RECORD 512
#define WORDS (RECORD / 4)

static unsigned depth, record, in_flight;
static int file;
static uint32_t *words;
static double *started, end;

// Both go to the kernel in one enter, or they would be no chain; the queue has room for all.
static void append(struct counts *counts, unsigned i) {
  uint32_t *data = words + i * WORDS, number = record++;
  data[0] = data[WORDS - 1] = number;
  started[i] = (unsigned long)counts->operations % SAMPLE_EVERY == 0 ? now() : 0;
  struct io_uring_sqe *sqe = slot(counts);
  io_uring_prep_write(sqe, file, data, RECORD, (uint64_t)number * RECORD);
  sqe->flags = IOSQE_IO_LINK;
  sqe->user_data = i * 2;
  sqe = slot(counts);
  io_uring_prep_fsync(sqe, file, IORING_FSYNC_DATASYNC);
  sqe->user_data = i * 2 + 1;
}

static void complete(struct counts *counts, unsigned data, int res, unsigned flags) {
  (void)flags;
  unsigned i = data >> 1;
  check("an append", res);
  if (data % 2 == 0) {
    if (res != RECORD) wrong("the length of append", (unsigned)res);
    return;
  }
  counts->operations++;
  if (started[i] > 0) sample(counts, now() - started[i]);
  if (now() >= end) in_flight--;
  else append(counts, i);
}

static void work(struct counts *counts, double until) {
  end = until;
  in_flight = depth;
  for (unsigned i = 0; i < depth; i++) append(counts, i);
  while (in_flight > 0) turn(counts, complete);
}

int main(int count, char **arguments) {
  const char *name = text_option(count, arguments, "--target", "");
  depth = (unsigned)option(count, arguments, "--depth", 1);
  file = must("open", open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  words = calloc(depth, RECORD);
  started = calloc(depth, sizeof *started);
  open_ring(64);
  return measure(count, arguments, work);
}
