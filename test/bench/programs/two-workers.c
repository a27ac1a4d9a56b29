// C with liburing: cached reads in several threads, each pinned to a core and with its own ring.
//
//   two-workers --workers 2 --file F --blocks 65536 --depth 64
#define _GNU_SOURCE
#include "program.h"
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>

#define BLOCK 4096
#define WORDS (BLOCK / 4)
#define WORKERS_MAX 64

struct reader {
  pthread_t thread;
  struct io_uring ring;
  uint32_t seed, *words, *wanted;
  double until, operations;
  int cpu;
};

static struct reader readers[WORKERS_MAX];
static unsigned workers, depth, shift;
static int file;

static void read_block(struct reader *reader, unsigned i) {
  struct io_uring_sqe *sqe = io_uring_get_sqe(&reader->ring);
  reader->seed = reader->seed * 1664525u + 1013904223u;
  reader->wanted[i] = reader->seed >> shift;
  uint64_t position = (uint64_t)reader->wanted[i] * BLOCK;
  io_uring_prep_read(sqe, file, reader->words + i * WORDS, BLOCK, position);
  sqe->user_data = i;
}

static void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  must("sched_setaffinity", sched_setaffinity(0, sizeof set, &set));
}

static void *serve(void *argument) {
  struct reader *reader = argument;
  unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  unsigned in_flight = depth;
  int over = 0;
  pin(reader->cpu);
  check("io_uring_queue_init", io_uring_queue_init(depth, &reader->ring, flags));
  for (unsigned i = 0; i < depth; i++) read_block(reader, i);
  while (in_flight > 0) {
    struct io_uring_cqe *cqe;
    unsigned head, seen = 0;
    check("io_uring_submit_and_wait", io_uring_submit_and_wait(&reader->ring, 1));
    io_uring_for_each_cqe(&reader->ring, head, cqe) {
      unsigned i = (unsigned)cqe->user_data;
      uint32_t *block = reader->words + i * WORDS, wanted = reader->wanted[i];
      check("read", cqe->res);
      if (cqe->res != BLOCK || block[0] != wanted || block[WORDS - 1] != wanted) {
        wrong("block", wanted);
      }
      seen++;
      reader->operations++;
      if ((unsigned long)reader->operations % 64 == 0 && now() >= reader->until) over = 1;
      if (over) in_flight--;
      else read_block(reader, i);
    }
    io_uring_cq_advance(&reader->ring, seen);
  }
  io_uring_queue_exit(&reader->ring);
  return NULL;
}

static void work(struct counts *counts, double until) {
  for (unsigned i = 0; i < workers; i++) {
    readers[i].until = until;
    readers[i].operations = 0;
    check("pthread_create", -pthread_create(&readers[i].thread, NULL, serve, &readers[i]));
  }
  for (unsigned i = 0; i < workers; i++) {
    pthread_join(readers[i].thread, NULL);
    counts->operations += readers[i].operations;
  }
}

static void place(void) {
  cpu_set_t allowed;
  unsigned placed = 0;
  must("sched_getaffinity", sched_getaffinity(0, sizeof allowed, &allowed));
  for (int cpu = 0; cpu < CPU_SETSIZE && placed < workers; cpu++) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    struct reader *reader = &readers[placed++];
    reader->cpu = cpu;
    reader->seed = placed;
    reader->words = aligned_alloc(BLOCK, (size_t)depth * BLOCK);
    reader->wanted = calloc(depth, sizeof *reader->wanted);
  }
  if (placed == workers) return;
  fprintf(stderr, "error: it may use %u cores only\n", placed);
  exit(1);
}

int main(int count, char **words) {
  workers = (unsigned)option(count, words, "--workers", 2);
  depth = (unsigned)option(count, words, "--depth", 64);
  shift = 32 - (unsigned)__builtin_ctz((unsigned)option(count, words, "--blocks", 65536));
  file = must("open", open(text_option(count, words, "--file", ""), O_RDONLY));
  if (workers > WORKERS_MAX) wrong("the number of workers", workers);
  place();
  return measure(count, words, work);
}
