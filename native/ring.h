/* The end of a ring: what it takes to be sure that the kernel is done with its memory. */
#ifndef URING_RING_H
#define URING_RING_H

#include "descriptors.h"
#include "memory.h"

static Ring *ring_of(Env *env, int id) {
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->id == id && !ring->closed) return ring;
  }
  return NULL;
}

/* The page of a closed ring, or a new one. */
static Ring *ring_new(Env *env) {
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->closed && !ring->polling) return ring;
  }
  long page = map_pages(0, PAGE, 0);
  if (failed(page)) return NULL;
  Ring *ring = (Ring *)page;
  ring->env = env;
  ring->closed = 1;
  ring->witness = -1;
  ring->next = env->rings;
  env->rings = ring;
  return ring;
}

/* A buffer that the loop looks into stays. */
static int is_watched(Ring *ring, Region *region) {
  static const int words[] = {CQ_HEAD, CQ_TAIL, SQ_FLAGS};
  for (size_t i = 0; ring->attached && i < sizeof(words) / sizeof(words[0]); i++) {
    if (address_at(ring, words[i]) - region->data < region->length) return 1;
  }
  return 0;
}

static long ring_call(Ring *ring, int index) {
  volatile int32_t *call = ring->words + CALLS + index * CALL_WORDS;
  uintptr_t argument = (uintptr_t)(uint32_t)call[2] | (uintptr_t)(uint32_t)call[3] << 32;
  return sys(__NR_io_uring_register, descriptor_of(ring->id), (uint32_t)call[0], (long)argument,
             (uint32_t)call[1], 0, 0);
}

/*
 * Lets the ring hold the write end of a pipe. The kernel drops what a ring holds after the last
 * request has dropped the ring, so the read end hangs up when nothing of ours is written any more:
 * no completion needs to be counted or understood. The read end, or a negative errno.
 */
static int ring_witness(Ring *ring, int cancels) {
  int ends[2];
  long answer = sys(__NR_pipe2, (long)ends, O_CLOEXEC, 0, 0, 0, 0);
  if (answer < 0) return (int)answer;
  ring->words[WITNESS] = ends[1];
  answer = -EOPNOTSUPP;
  for (int i = 0; i < ring->words[WITNESS_CALLS] && cancels + i < CALLS_MAX && answer < 0; i++) {
    answer = ring_call(ring, cancels + i);
  }
  ring->words[WITNESS] = -1;
  close_fd(ends[1]);
  if (answer >= 0) return ends[0];
  close_fd(ends[0]);
  return (int)answer;
}

static void on_poll_closed(uv_handle_t *handle);

static void ring_leave(Ring *ring) {
  if (!ring->attached) return;
  ring->attached = 0;
  uv_poll_stop(&ring->poll);
  uv_close((uv_handle_t *)&ring->poll, on_poll_closed);
  if (--ring->env->attached == 0) uv_prepare_stop(&ring->env->prepare);
}

/*
 * Cancels, and lets go of the ring: its descriptor, and its mappings, of which each holds the ring
 * as well. What was mapped reads zeros from now on, whoever still has a view of it. A negative
 * errno says that operations are in flight and the kernel took no witness: then all is as before.
 */
static int ring_end(Ring *ring) {
  int cancels = ring->words[CANCEL_CALLS];
  int witnesses = ring->words[WITNESS_CALLS];
  ring->witness = -1;
  if (ring->words[IN_FLIGHT] != 0) {
    for (int i = 0; i < cancels && i < CALLS_MAX; i++) ring_call(ring, i);
    ring->witness = ring_witness(ring, cancels);
    if (ring->witness < 0) return ring->witness;
  }
  ring_leave(ring);
  for (int i = cancels + witnesses; i < CALLS_MAX; i++) {
    if (i - cancels - witnesses >= ring->words[CLOSE_CALLS]) break;
    ring_call(ring, i);
  }
  if (ring->id < REGISTERED_ONLY) close_fd(ring->id);
  for (Region *region = ring->mappings; region != NULL; region = region->next_of_ring) {
    map_pages(region->data, region->length, MAP_FIXED | MAP_NORESERVE);
  }
  ring->closed = 1;
  return 0;
}

static void say(const char *text, size_t length) {
  sys(__NR_write, 2, (long)text, (long)length, 0, 0, 0);
}

#define SAY(text) say(text, sizeof(text) - 1)

/*
 * Memory safety goes before a quick exit: after ten seconds it says so, and waits on. Where nobody
 * can use the descriptors any more, it first resets the connections whose peers do not read.
 */
static void ring_await(Ring *ring, int is_last) {
  /* The system call counts the time down, so an interruption does not start it again. */
  struct timespec left = {PATIENCE_SECONDS, 0};
  struct pollfd end = {ring->witness, 0, 0};
  int told = 0;
  if (ring->witness < 0) return;
  for (;;) {
    long answer = sys(__NR_ppoll, (long)&end, 1, told ? 0 : (long)&left, 0, 8, 0);
    if (answer > 0) break;
    if (answer != 0 || told) continue;
    if (is_last) {
      is_last = 0;
      reset_senders(ring->env);
      left.tv_sec = RESET_SECONDS;
      continue;
    }
    told = 1;
    SAY("uring-sdk: a ring was closed 10 s ago and the kernel still uses its memory; waiting\n");
  }
  close_fd(ring->witness);
  ring->witness = -1;
}

#endif
