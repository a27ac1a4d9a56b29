/* What an environment, a ring and a piece of memory remember. */
#ifndef URING_STATE_H
#define URING_STATE_H

#include "system.h"

/* The control page; src/kernel/kernel.ts has the same list, and says what the words mean. */
enum {
  TO_SUBMIT = 0,
  IN_FLIGHT = 1,
  ENTER_FD = 2,
  ENTER_FLAGS = 3,
  FLUSH = 4,
  ERROR = 5,
  REFERENCED = 6,
  ENTERS = 7,
  CQ_HEAD = 8,
  CQ_TAIL = 10,
  SQ_FLAGS = 12,
  SQ_FLAGS_MASK = 14,
  WITNESS = 15,
  CANCEL_CALLS = 16,
  WITNESS_CALLS = 17,
  CLOSE_CALLS = 18,
  REGISTERED = 19,
  CALLS = 20,
  CALL_WORDS = 4,
  CALLS_MAX = 15,
  CONTROL_BYTES = 4096,
};

enum {
  REGISTERED_ONLY = 0x40000000, /* Added to the index of a ring without a descriptor. */
  PARAMS_BYTES = 120,           /* What io_uring_setup(2) reads and writes. */
  ROUNDS = 16,                  /* Drains in one callback, before the loop may go on. */
  KEPT = 4,                     /* The control page, and where the three addresses in it point. */
  TURN_NS = 2000000,            /* And so long in one callback; a drain is never cut short. */
  PAGE = 4096,
  PATIENCE_SECONDS = 10,
  RESET_SECONDS = 1,
};

typedef struct Env Env;
typedef struct Ring Ring;
typedef struct Region Region;

/*
 * Memory with two owners: the ArrayBuffer (`seen`), and rings and tokens (`holders`). It is
 * unmapped when all are gone. A finalizer cannot tell a collected buffer from an environment that
 * ends, where every buffer is finalized before the teardown below has run; so it only puts the
 * region into the bin. The bin is emptied at the next call from JavaScript, which proves that the
 * environment lives.
 */
struct Region {
  Env *env;
  Region *next;         /* All records of the environment, used or not. */
  Region *next_free;    /* In the bin, or unused. */
  Region *next_of_ring; /* The mappings of one ring. */
  Ring *ring;
  napi_ref buffer; /* Weak. */
  uintptr_t base;  /* What is mapped; the memory may start behind it, for its alignment. */
  size_t total;
  uintptr_t data;
  size_t length; /* 0 while the record is unused. */
  int seen;
  int holders;
  int ours; /* At the end of the environment: nobody else has it. */
};

/*
 * A ring has a page of its own, which stays in the list until the end of the environment and serves
 * the next ring when this one is closed and libuv has let go of the handle in it.
 */
struct Ring {
  Ring *next;
  Env *env;
  int id;
  int closed;
  int attached;
  int polling; /* The handle is libuv's, until its close callback. */
  int event_fd; /* What to reset at a wake, or -1 when the ring's own descriptor wakes. */
  int told;     /* The error that drain was called for. */
  int witness;
  volatile int32_t *words;
  Region *kept[KEPT];
  Region *mappings;
  napi_ref drain;
  uv_poll_t poll;
};

struct Env {
  napi_env napi;
  uv_loop_t *loop;
  napi_async_cleanup_hook_handle hook;
  Region *regions, *bin, *unused;
  Region *latest; /* That was exposed last, so that it is found without a search. */
  Region *pages; /* That the records are in; the first of each links them. */
  Ring *rings;
  Region *descriptors; /* A bit for each that belongs to the environment. */
  napi_ref sentinel;
  uintptr_t sentinels;
  int attached; /* Rings in the loop. */
  int closing;  /* Handles that the teardown waits for. */
  uv_prepare_t prepare;
  uv_timer_t timer;
};

_Static_assert(sizeof(Env) <= PAGE, "an environment fits in a page");
_Static_assert(sizeof(Ring) <= PAGE, "a ring fits in a page");
_Static_assert((CALLS + CALLS_MAX * CALL_WORDS) * 4 <= CONTROL_BYTES, "the calls fit");

static uintptr_t address_at(Ring *ring, int word) {
  return (uintptr_t)(uint32_t)ring->words[word] | (uintptr_t)(uint32_t)ring->words[word + 1] << 32;
}

static int descriptor_of(int id) { return id >= REGISTERED_ONLY ? id - REGISTERED_ONLY : id; }

#endif
