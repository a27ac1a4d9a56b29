// C with liburing: small files, opened, read and closed as linked submissions over direct slots.
//
//   small-files --files 10000 --directory D --depth 64 --statx 0
#define _GNU_SOURCE
#include "uring.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#define SIZE 2048
#define ROOM 4096
#define WORDS (ROOM / 4)

static unsigned depth, files, file, in_flight;
static bool with_statx, over;
static char **names;
static uint32_t *words, *wanted;
static int *sizes;
static struct statx *stats;
static double *started, end;

// The members of a chain go to the kernel in one enter, or they would be no chain.
static void start(struct counts *counts, unsigned i) {
  if (io_uring_sq_space_left(&ring) < 4) {
    check("io_uring_submit", io_uring_submit(&ring));
    counts->enters++;
  }
  unsigned number = file++ % files;
  wanted[i] = number;
  started[i] = (unsigned long)counts->operations % SAMPLE_EVERY == 0 ? now() : 0;
  if (with_statx) {
    struct io_uring_sqe *sqe = slot(counts);
    io_uring_prep_statx(sqe, AT_FDCWD, names[number], 0, STATX_SIZE, stats + i);
    sqe->flags = IOSQE_IO_HARDLINK;
    sqe->user_data = i * 4 + 3;
  }
  struct io_uring_sqe *sqe = slot(counts);
  io_uring_prep_openat_direct(sqe, AT_FDCWD, names[number], O_RDONLY, 0, i);
  sqe->flags = IOSQE_IO_HARDLINK;
  sqe->user_data = i * 4;
  sqe = slot(counts);
  io_uring_prep_read(sqe, (int)i, words + i * WORDS, ROOM, 0);
  sqe->flags = IOSQE_IO_HARDLINK | IOSQE_FIXED_FILE;
  sqe->user_data = i * 4 + 1;
  sqe = slot(counts);
  io_uring_prep_close_direct(sqe, i);
  sqe->user_data = i * 4 + 2;
}

static void complete(struct counts *counts, unsigned data, int res, unsigned flags) {
  (void)flags;
  unsigned i = data >> 2, member = data & 3, last = SIZE / 4 - 1;
  uint32_t *read = words + i * WORDS;
  check("a member of the chain", res);
  if (member == 1) sizes[i] = res;
  if (member != 2) return;
  if (with_statx && stats[i].stx_size != SIZE) wrong("the size of file", wanted[i]);
  if (sizes[i] != SIZE || read[0] != wanted[i] || read[last] != wanted[i]) {
    wrong("file", wanted[i]);
  }
  counts->operations++;
  if (started[i] > 0) sample(counts, now() - started[i]);
  if ((unsigned long)counts->operations % 64 == 0 && now() >= end) over = true;
  if (over) in_flight--;
  else start(counts, i);
}

static void work(struct counts *counts, double until) {
  end = until;
  over = false;
  in_flight = depth;
  for (unsigned i = 0; i < depth; i++) start(counts, i);
  while (in_flight > 0) turn(counts, complete);
}

int main(int count, char **arguments) {
  const char *directory = text_option(count, arguments, "--directory", "");
  files = (unsigned)option(count, arguments, "--files", 10000);
  depth = (unsigned)option(count, arguments, "--depth", 64);
  with_statx = option(count, arguments, "--statx", 0) == 1;
  names = calloc(files, sizeof *names);
  for (unsigned i = 0; i < files; i++) {
    must("asprintf", asprintf(&names[i], "%s/%u/%u", directory, i / 100, i % 100));
  }
  words = aligned_alloc(ROOM, (size_t)depth * ROOM);
  wanted = calloc(depth, sizeof *wanted);
  sizes = calloc(depth, sizeof *sizes);
  stats = calloc(depth, sizeof *stats);
  started = calloc(depth, sizeof *started);
  open_ring(512);
  check("register_files_sparse", io_uring_register_files_sparse(&ring, depth));
  return measure(count, arguments, work);
}
