/* A ring in the event loop of libuv. */
#ifndef URING_LOOP_H
#define URING_LOOP_H

#include "ring.h"

static int wants_enter(Ring *ring) {
  volatile int32_t *words = ring->words;
  if (words[ERROR] != 0) return 0;
  if (words[TO_SUBMIT] != 0 || words[FLUSH] != 0) return 1;
  if (words[SQ_FLAGS_MASK] == 0) return 0;
  uint32_t *flags = (uint32_t *)address_at(ring, SQ_FLAGS);
  return (__atomic_load_n(flags, __ATOMIC_RELAXED) & (uint32_t)words[SQ_FLAGS_MASK]) != 0;
}

static int has_news(Ring *ring) {
  uint32_t *head = (uint32_t *)address_at(ring, CQ_HEAD);
  uint32_t *tail = (uint32_t *)address_at(ring, CQ_TAIL);
  if (__atomic_load_n(tail, __ATOMIC_ACQUIRE) != __atomic_load_n(head, __ATOMIC_RELAXED)) return 1;
  return ring->words[ERROR] != 0 && ring->words[ERROR] != ring->told;
}

/* Nothing happens in it: that the timer ran means that the loop turned, and prepare will look. */
static void on_timer(uv_timer_t *timer) { (void)timer; }

static void come_back(Env *env, uint64_t ms) { uv_timer_start(&env->timer, on_timer, ms, 0); }

static void ring_enter(Ring *ring) {
  volatile int32_t *words = ring->words;
  for (int interrupted = 0; interrupted < 4;) {
    uint32_t count = (uint32_t)words[TO_SUBMIT];
    uint32_t flags = (uint32_t)words[ENTER_FLAGS];
    long taken = sys(__NR_io_uring_enter, words[ENTER_FD], count, 0, flags, 0, 0);
    words[ENTERS]++;
    if (taken == -EINTR) {
      interrupted++;
      continue;
    }
    if (taken == -EAGAIN || taken == -EBUSY) return;
    words[FLUSH] = 0;
    if (taken < 0) {
      words[ERROR] = (int32_t)taken;
      ring->told = 0;
      return;
    }
    /* A bad entry ends a batch early; none taken means that the queue is empty. */
    words[TO_SUBMIT] = taken == 0 ? 0 : (int32_t)(count - (uint32_t)taken);
    if (words[TO_SUBMIT] == 0) return;
  }
}

/* Whether the loop may go on with this ring now. */
static int ring_drain(Ring *ring) {
  napi_env napi = ring->env->napi;
  napi_handle_scope scope;
  napi_value global, drain, id, error;
  if (napi_open_handle_scope(napi, &scope) != napi_ok) return 0;
  ring->told = ring->words[ERROR];
  napi_get_global(napi, &global);
  napi_get_reference_value(napi, ring->drain, &drain);
  napi_create_int32(napi, ring->id, &id);
  napi_status status = napi_make_callback(napi, NULL, global, drain, 1, &id, NULL);
  int well = status == napi_ok;
  if (status == napi_pending_exception) {
    status = napi_get_and_clear_last_exception(napi, &error);
    if (status == napi_ok) status = napi_fatal_exception(napi, error);
  }
  /* JavaScript has ended, or is being ended; the teardown does the rest. */
  if (status != napi_ok) ring_leave(ring);
  napi_close_handle_scope(napi, scope);
  return well;
}

/* What this ring has done in one turn is enough: timers and other handles wait for theirs. */
static int is_enough(int drains, uint64_t begun) {
  return drains == ROUNDS || (drains > 0 && uv_hrtime() - begun > TURN_NS);
}

/*
 * Enter and drain, in turns, while there is something. `drain` may close this ring or another one:
 * no page of a ring goes away, and libuv has this one until its close callback. Returns whether
 * JavaScript ran.
 */
static int ring_turn(Ring *ring, int woken) {
  int drains = 0;
  uint64_t begun = uv_hrtime();
  while (ring->attached) {
    if (wants_enter(ring)) ring_enter(ring);
    if (has_news(ring)) {
      if (is_enough(drains++, begun) || !ring_drain(ring)) break;
      woken = 1;
    } else if (woken && ring->event_fd >= 0) {
      /* Reset before a last look: what comes after the look signals again, and wakes. */
      uint64_t count;
      sys(__NR_read, ring->event_fd, (long)&count, sizeof(count), 0, 0, 0);
      if (!wants_enter(ring) && !has_news(ring)) break;
      woken = 0;
    } else {
      break;
    }
  }
  /* Whatever stopped it, what is still to be entered must not sleep with the loop. */
  if (ring->attached && wants_enter(ring)) come_back(ring->env, 1);
  if (ring->attached && ring->words[IN_FLIGHT] == 0 && ring->words[REFERENCED] != 0) {
    ring->words[REFERENCED] = 0;
    uv_unref((uv_handle_t *)&ring->poll);
  }
  return drains > 0;
}

static void on_wake(uv_poll_t *poll, int status, int events) {
  Ring *ring = poll->data;
  (void)events;
  if (status < 0) {
    ring->words[ERROR] = status;
    ring->told = 0;
  }
  ring_turn(ring, 1);
}

/* Once a turn, before the loop sleeps: what ordinary callbacks queued goes out in one enter. */
static void on_prepare(uv_prepare_t *prepare) {
  Env *env = prepare->data;
  int ran = 0;
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->attached && (wants_enter(ring) || has_news(ring))) ran |= ring_turn(ring, 0);
  }
  if (!ran) return;
  /* What ran may have queued on a ring that was passed, or is new: the loop must not sleep. */
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->attached && wants_enter(ring)) come_back(env, 0);
  }
}

#endif
