// C with liburing: random reads, as many in flight as the depth. The reference of suite reads.
//
//   reads --file F --blocks 65536 --depth 64 --fixed 1 --direct 0
#define _GNU_SOURCE
#include "uring.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>

#define BLOCK 4096
#define WORDS (BLOCK / 4)
// So many reads go to a disk at once, while the others of the turn are still looked at.
#define EARLY 4

static unsigned depth, shift, in_flight;
static bool fixed, direct;
static int file;
static uint32_t seed = 1, *words, *wanted;
static double *started, end;
static bool over;

static uint32_t next_block(void) {
  seed = seed * 1664525u + 1013904223u;
  return seed >> shift;
}

static void read_block(struct counts *counts, unsigned i) {
  uint32_t block = next_block();
  uint64_t position = (uint64_t)block * BLOCK;
  bool sampled = (unsigned long)counts->operations % SAMPLE_EVERY == 0;
  struct io_uring_sqe *sqe = slot(counts);
  wanted[i] = block;
  started[i] = sampled ? now() : 0;
  if (fixed) {
    io_uring_prep_read_fixed(sqe, 0, words + i * WORDS, BLOCK, position, 0);
    sqe->flags = IOSQE_FIXED_FILE;
  } else {
    io_uring_prep_read(sqe, file, words + i * WORDS, BLOCK, position);
  }
  sqe->user_data = i;
}

static void complete(struct counts *counts, unsigned i, int res, unsigned flags) {
  (void)flags;
  uint32_t *block = words + i * WORDS;
  if (res != BLOCK || block[0] != wanted[i] || block[WORDS - 1] != wanted[i]) {
    check("read", res);
    wrong("block", wanted[i]);
  }
  counts->operations++;
  if (started[i] > 0) sample(counts, now() - started[i]);
  // The time is asked once in 64 operations, as the other programs do.
  if ((unsigned long)counts->operations % 64 == 0 && now() >= end) over = true;
  if (over) {
    in_flight--;
    return;
  }
  read_block(counts, i);
  if (direct && io_uring_sq_ready(&ring) >= EARLY) {
    check("io_uring_submit", io_uring_submit(&ring));
    counts->enters++;
  }
}

static void work(struct counts *counts, double until) {
  end = until;
  over = false;
  in_flight = depth;
  for (unsigned i = 0; i < depth; i++) read_block(counts, i);
  while (in_flight > 0) turn(counts, complete);
}

int main(int count, char **arguments) {
  const char *name = text_option(count, arguments, "--file", "");
  direct = option(count, arguments, "--direct", 0) == 1;
  depth = (unsigned)option(count, arguments, "--depth", 64);
  fixed = option(count, arguments, "--fixed", 0) == 1;
  shift = 32 - (unsigned)__builtin_ctz((unsigned)option(count, arguments, "--blocks", 65536));
  file = must("open", open(name, O_RDONLY | (direct ? O_DIRECT : 0)));
  words = aligned_alloc(BLOCK, (size_t)depth * BLOCK);
  wanted = calloc(depth, sizeof *wanted);
  started = calloc(depth, sizeof *started);
  open_ring(depth);
  if (fixed) {
    struct iovec memory = {.iov_base = words, .iov_len = (size_t)depth * BLOCK};
    check("register_files", io_uring_register_files(&ring, &file, 1));
    check("register_buffers", io_uring_register_buffers(&ring, &memory, 1));
  }
  return measure(count, arguments, work);
}
