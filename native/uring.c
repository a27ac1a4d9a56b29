/*
 * The native helper of uring-sdk: system calls, memory that outlives what JavaScript forgets, a
 * teardown that waits for the kernel, and a place in the event loop. It moves words that it does not
 * understand: no opcode and no struct field of io_uring is named here, so a new kernel header never
 * changes this file.
 *
 * It also builds without a C library (-nostdlib): system calls are made here, nothing is allocated
 * but pages, and nothing is static, because every Worker has an environment of its own.
 */
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <uv.h>

#ifndef __NR_io_uring_setup
#define __NR_io_uring_setup 425
#define __NR_io_uring_enter 426
#define __NR_io_uring_register 427
#endif

/* ---- System calls ------------------------------------------------------------------------- */

/* Answers like the kernel: a negative errno instead of a variable that belongs to a library. */
static long sys(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
  long answer;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return answer;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
#else
#error "uring-sdk knows the system calls of x86-64 and arm64"
#endif
}

static long map_pages(uintptr_t at, size_t length, int flags) {
  return sys(__NR_mmap, (long)at, (long)length, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static void unmap(uintptr_t at, size_t length) {
  if (length != 0) sys(__NR_munmap, (long)at, (long)length, 0, 0, 0, 0);
}

static void close_fd(int fd) { sys(__NR_close, fd, 0, 0, 0, 0, 0); }

/* The kernel's answers -4095 to -1 are errors, everything else may be an address. */
static int failed(long answer) { return answer < 0 && answer >= -4095; }

/* ---- What is kept ------------------------------------------------------------------------- */

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
  PAGE = 4096,
  PATIENCE_SECONDS = 10,
};

typedef struct Env Env;
typedef struct Ring Ring;
typedef struct Region Region;

/*
 * Memory with two owners: the ArrayBuffer (`seen`) and rings (`holders`). It is unmapped when both
 * are gone. A finalizer cannot tell a collected buffer from an environment that ends, where every
 * buffer is finalized before the teardown below has run; so it only puts the region into the bin.
 * The bin is emptied at the next call from JavaScript, which proves that the environment lives.
 */
struct Region {
  Env *env;
  Region *next, *previous; /* All regions of the environment. */
  Region *next_free;       /* In the bin, or among the unused records. */
  Region *next_of_ring; /* The mappings of one ring. */
  Ring *ring;
  napi_ref buffer; /* Weak, and only of a ring's mapping, so that close can detach it. */
  uintptr_t base;  /* What is mapped; the memory may start behind it, for its alignment. */
  size_t total;
  uintptr_t data;
  size_t length;
  int seen;
  int holders;
};

/* A ring has a page of its own, which is freed when libuv has let go of the handle in it. */
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
  Region *records; /* The pages that records come from, each linked by its first. */
  Ring *rings;
  int attached; /* Rings in the loop. */
  int garbage;  /* Closed rings whose page is still there. */
  int depth;    /* Callbacks of the loop that walk over rings now. */
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

/* ---- Regions ------------------------------------------------------------------------------ */

/* Records come from pages that the environment keeps until its end. The new one owns nothing yet. */
static Region *region_new(Env *env) {
  if (env->unused == NULL) {
    long page = map_pages(0, PAGE, 0);
    if (failed(page)) return NULL;
    Region *records = (Region *)page;
    records->next = env->records;
    env->records = records;
    for (size_t i = 1; i < PAGE / sizeof(Region); i++) {
      records[i].next_free = env->unused;
      env->unused = records + i;
    }
  }
  Region *region = env->unused;
  env->unused = region->next_free;
  region->env = env;
  region->previous = NULL;
  region->next = env->regions;
  if (region->next != NULL) region->next->previous = region;
  env->regions = region;
  region->ring = NULL;
  region->base = region->total = region->data = region->length = 0;
  region->seen = region->holders = 0;
  return region;
}

static void region_free(Region *region) {
  Env *env = region->env;
  if (region->previous != NULL) region->previous->next = region->next;
  else env->regions = region->next;
  if (region->next != NULL) region->next->previous = region->previous;
  unmap(region->base, region->total);
  region->next_free = env->unused;
  env->unused = region;
}

static void region_release(Region *region) {
  if (--region->holders == 0 && !region->seen) region_free(region);
}

static Region *region_at(Env *env, uintptr_t address) {
  for (Region *region = env->regions; region != NULL; region = region->next) {
    if (address - region->data < region->length) return region;
  }
  return NULL;
}

static void on_unreachable(napi_env napi, void *data, void *hint) {
  Region *region = hint;
  (void)napi, (void)data;
  region->seen = 0;
  if (region->holders != 0) return;
  region->next_free = region->env->bin;
  region->env->bin = region;
}

static void ring_sweep(Env *env);

/* JavaScript calls, so the environment lives, and what is in the bin was really unreachable. */
static void sweep(Env *env) {
  while (env->bin != NULL) {
    Region *region = env->bin;
    env->bin = region->next_free;
    region_free(region);
  }
  if (env->garbage != 0 && env->depth == 0) ring_sweep(env);
}

/* The region as an ArrayBuffer; without one the region is gone and an exception is pending. */
static napi_value region_expose(Region *region) {
  napi_env napi = region->env->napi;
  napi_value buffer = NULL;
  region->seen = 1;
  napi_status status = napi_create_external_arraybuffer(napi, (void *)region->data, region->length,
                                                        on_unreachable, region, &buffer);
  if (status == napi_ok) return buffer;
  region->seen = 0;
  region_free(region);
  if (status == napi_no_external_buffers_allowed) {
    napi_throw_error(napi, "ERR_URING_NO_EXTERNAL_BUFFERS",
                     "this runtime forbids ArrayBuffers over memory of an addon (it was built with "
                     "the V8 sandbox or pointer compression); use a plain Node.js");
  } else {
    napi_throw_error(napi, "ERR_URING_BUFFER", "Node-API could not make an ArrayBuffer");
  }
  return NULL;
}

/* ---- Rings -------------------------------------------------------------------------------- */

static Ring *ring_of(Env *env, int id) {
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->id == id && !ring->closed) return ring;
  }
  return NULL;
}

static void ring_sweep(Env *env) {
  Ring **link = &env->rings;
  while (*link != NULL) {
    Ring *ring = *link;
    if (!ring->closed || ring->polling) {
      link = &ring->next;
      continue;
    }
    *link = ring->next;
    env->garbage--;
    unmap((uintptr_t)ring, PAGE);
  }
}

static long ring_call(Ring *ring, int index) {
  volatile int32_t *call = ring->words + CALLS + index * CALL_WORDS;
  uintptr_t argument = (uintptr_t)(uint32_t)call[2] | (uintptr_t)(uint32_t)call[3] << 32;
  return sys(__NR_io_uring_register, ring->words[ENTER_FD], (uint32_t)call[0], (long)argument,
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
 * as well. What was mapped reads zeros from now on, whoever still has a view of it. A negative errno
 * says that operations are in flight and the kernel took no witness: then all is as before.
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
  ring->env->garbage++;
  return 0;
}

static void say(const char *text, size_t length) {
  sys(__NR_write, 2, (long)text, (long)length, 0, 0, 0);
}

#define SAY(text) say(text, sizeof(text) - 1)

/* Memory safety goes before a quick exit: after ten seconds it says so, and waits on. */
static void ring_await(Ring *ring) {
  /* The system call counts the time down, so an interruption does not start it again. */
  struct timespec left = {PATIENCE_SECONDS, 0};
  struct pollfd end = {ring->witness, 0, 0};
  int told = 0;
  if (ring->witness < 0) return;
  for (;;) {
    long answer = sys(__NR_ppoll, (long)&end, 1, told ? 0 : (long)&left, 0, 8, 0);
    if (answer > 0) break;
    if (answer != 0 || told) continue;
    told = 1;
    SAY("uring-sdk: a ring was closed 10 s ago and the kernel still uses its memory; waiting\n");
  }
  close_fd(ring->witness);
}

/* ---- The loop ----------------------------------------------------------------------------- */

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

static void ring_enter(Ring *ring) {
  volatile int32_t *words = ring->words;
  for (int interrupted = 0; interrupted < 4;) {
    uint32_t count = (uint32_t)words[TO_SUBMIT];
    long taken = sys(__NR_io_uring_enter, words[ENTER_FD], count, 0, (uint32_t)words[ENTER_FLAGS], 0, 0);
    words[ENTERS]++;
    if (taken == -EINTR) {
      interrupted++;
      continue;
    }
    if (taken == -EAGAIN || taken == -EBUSY) break;
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
  uv_timer_start(&ring->env->timer, on_timer, 1, 0);
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

/*
 * Enter and drain, in turns, while there is something. `drain` may close this ring or another one:
 * pages of closed rings stay while `depth` is not 0.
 */
static void ring_turn(Ring *ring, int woken) {
  Env *env = ring->env;
  int drains = 0;
  env->depth++;
  while (ring->attached) {
    if (wants_enter(ring)) ring_enter(ring);
    if (has_news(ring)) {
      if (drains++ == ROUNDS || !ring_drain(ring)) break;
      woken = 1;
    } else if (woken && ring->event_fd >= 0) {
      /* Reset before a last look: what comes after the look signals again, and wakes. */
      uint64_t count;
      sys(__NR_read, ring->event_fd, (long)&count, sizeof(count), 0, 0, 0);
      if (!wants_enter(ring) && !has_news(ring)) break;
      woken = 0;
    } else {
      if (wants_enter(ring)) uv_timer_start(&env->timer, on_timer, 1, 0);
      break;
    }
  }
  if (ring->attached && ring->words[IN_FLIGHT] == 0 && ring->words[REFERENCED] != 0) {
    ring->words[REFERENCED] = 0;
    uv_unref((uv_handle_t *)&ring->poll);
  }
  env->depth--;
}

static void on_wake(uv_poll_t *poll, int status, int events) {
  Ring *ring = poll->data;
  (void)events;
  if (status < 0) ring->words[ERROR] = status;
  ring_turn(ring, 1);
}

/* Once a turn, before the loop sleeps: what ordinary callbacks have queued goes out in one enter. */
static void on_prepare(uv_prepare_t *prepare) {
  Env *env = prepare->data;
  env->depth++;
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->attached && (wants_enter(ring) || has_news(ring))) ring_turn(ring, 0);
  }
  env->depth--;
}

/* ---- The end of an environment ------------------------------------------------------------ */

/* The last call of all may unload this file, so nothing follows it. */
static void on_env_closed(Env *env) {
  napi_async_cleanup_hook_handle hook = env->hook;
  for (Ring *ring = env->rings, *next; ring != NULL; ring = next) {
    next = ring->next;
    unmap((uintptr_t)ring, PAGE);
  }
  int alive = 0;
  for (Region *region = env->regions, *next; region != NULL; region = next) {
    next = region->next;
    if (region->seen) alive = 1;
    else unmap(region->base, region->total);
  }
  for (Region *page = env->records, *next; page != NULL && !alive; page = next) {
    next = page->next;
    unmap((uintptr_t)page, PAGE);
  }
  if (!alive) unmap((uintptr_t)env, PAGE);
  napi_remove_async_cleanup_hook(hook);
}

static void on_poll_closed(uv_handle_t *handle) {
  Ring *ring = handle->data;
  ring->polling = 0;
  if (ring->env->closing != 0 && --ring->env->closing == 0) on_env_closed(ring->env);
}

static void on_handle_closed(uv_handle_t *handle) {
  Env *env = handle->data;
  if (--env->closing == 0) on_env_closed(env);
}

/*
 * JavaScript has ended. The hook is an asynchronous one because libuv's handles close
 * asynchronously, and a Worker that alone has loaded this file unloads it when its hooks are done.
 */
static void on_env_end(napi_async_cleanup_hook_handle handle, void *data) {
  Env *env = data;
  (void)handle;
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    if (ring->closed) continue;
    int answer = ring_end(ring);
    if (answer == 0) continue;
    SAY("uring-sdk: a ring ends with operations in flight and takes no witness; waiting for ever, "
        "because its memory may still be written\n");
    for (;;) sys(__NR_ppoll, 0, 0, 0, 0, 8, 0);
  }
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    ring_await(ring);
    if (ring->polling) env->closing++;
  }
  env->closing += 2;
  uv_close((uv_handle_t *)&env->prepare, on_handle_closed);
  uv_close((uv_handle_t *)&env->timer, on_handle_closed);
}

/* ---- What JavaScript calls ---------------------------------------------------------------- */

typedef struct {
  Env *env;
  size_t count;
  napi_value values[7];
} Call;

/* Takes the arguments, and empties the bin. With `wanted` numbers in `numbers`, or an exception. */
static int call_open(napi_env napi, napi_callback_info info, Call *call, size_t wanted,
                     const char *usage) {
  call->count = 7;
  napi_get_cb_info(napi, info, &call->count, call->values, NULL, (void **)&call->env);
  if (call->env->bin != NULL || call->env->garbage != 0) sweep(call->env);
  if (call->count >= wanted) return 1;
  napi_throw_type_error(napi, "ERR_MISSING_ARGS", usage);
  return 0;
}

/* Integers that a double holds exactly; a larger one would be another number than was meant. */
static int call_number(napi_env napi, Call *call, size_t index, int64_t *number, const char *usage) {
  double value;
  if (napi_get_value_double(napi, call->values[index], &value) == napi_ok &&
      value >= -9007199254740991.0 && value <= 9007199254740991.0) {
    *number = (int64_t)value;
    return 1;
  }
  napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", usage);
  return 0;
}

static int call_numbers(napi_env napi, napi_callback_info info, Call *call, int64_t *numbers,
                        size_t wanted, const char *usage) {
  if (!call_open(napi, info, call, wanted, usage)) return 0;
  for (size_t i = 0; i < wanted; i++) {
    if (!call_number(napi, call, i, numbers + i, usage)) return 0;
  }
  return 1;
}

static napi_value answer(napi_env napi, long number) {
  napi_value value = NULL;
  if (number == (int32_t)number) napi_create_int32(napi, (int32_t)number, &value);
  else napi_create_int64(napi, number, &value);
  return value;
}

static Ring *call_ring(napi_env napi, Env *env, int64_t id) {
  Ring *ring = ring_of(env, (int)id);
  if (ring == NULL) {
    napi_throw_error(napi, "ERR_URING_NO_RING", "no open ring of this environment has that number");
  }
  return ring;
}

static napi_value js_setup(napi_env napi, napi_callback_info info) {
  static const char usage[] = "setup(entries: number, params: Uint8Array of 120 bytes or more, "
                              "control: ArrayBuffer of 4096 bytes made by allocate)";
  Call call;
  int64_t entries;
  napi_typedarray_type type;
  size_t length;
  void *params, *control;
  if (!call_open(napi, info, &call, 3, usage)) return NULL;
  if (!call_number(napi, &call, 0, &entries, usage)) return NULL;
  Region *region = NULL;
  if (napi_get_typedarray_info(napi, call.values[1], &type, &length, &params, NULL, NULL) == napi_ok &&
      type == napi_uint8_array && length >= PARAMS_BYTES &&
      napi_get_arraybuffer_info(napi, call.values[2], &control, &length) == napi_ok &&
      length >= CONTROL_BYTES) {
    region = region_at(call.env, (uintptr_t)control);
  }
  if (region == NULL || region->data != (uintptr_t)control) {
    napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", usage);
    return NULL;
  }
  long page = map_pages(0, PAGE, 0);
  if (failed(page)) return answer(napi, page);
  long id = sys(__NR_io_uring_setup, entries, (long)params, 0, 0, 0, 0);
  if (id < 0) {
    unmap((uintptr_t)page, PAGE);
    return answer(napi, id);
  }
  Ring *ring = (Ring *)page;
  ring->env = call.env;
  ring->words = (volatile int32_t *)region->data;
  ring->words[ENTER_FD] = (int32_t)id;
  ring->id = (int)id + (ring->words[REGISTERED] != 0 ? REGISTERED_ONLY : 0);
  ring->event_fd = ring->witness = -1;
  ring->kept[0] = region;
  region->holders++;
  ring->next = call.env->rings;
  call.env->rings = ring;
  return answer(napi, ring->id);
}

static napi_value js_enter(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t n[6];
  if (!call_numbers(napi, info, &call, n, 6,
                    "enter(ring, toSubmit, minComplete, flags, argument, size: numbers)")) {
    return NULL;
  }
  return answer(napi, sys(__NR_io_uring_enter, descriptor_of((int)n[0]), n[1], n[2], n[3], n[4], n[5]));
}

static napi_value js_register(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t n[4];
  if (!call_numbers(napi, info, &call, n, 4, "register(ring, opcode, argument, count: numbers)")) {
    return NULL;
  }
  return answer(napi, sys(__NR_io_uring_register, descriptor_of((int)n[0]), n[1], n[2], n[3], 0, 0));
}

static napi_value js_syscall(napi_env napi, napi_callback_info info) {
  static const char usage[] = "syscall(number, ...words: up to six numbers)";
  Call call;
  int64_t n[7] = {0, 0, 0, 0, 0, 0, 0};
  if (!call_open(napi, info, &call, 1, usage)) return NULL;
  for (size_t i = 0; i < call.count && i < 7; i++) {
    if (!call_number(napi, &call, i, n + i, usage)) return NULL;
  }
  return answer(napi, sys(n[0], n[1], n[2], n[3], n[4], n[5], n[6]));
}

static napi_value js_map(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t n[3];
  if (!call_numbers(napi, info, &call, n, 3, "map(ring, length, offset: numbers)")) return NULL;
  Ring *ring = call_ring(napi, call.env, n[0]);
  if (ring == NULL) return NULL;
  if (n[1] <= 0 || n[2] < 0) return answer(napi, -EINVAL);
  Region *region = region_new(call.env);
  if (region == NULL) return answer(napi, -ENOMEM);
  long at = sys(__NR_mmap, 0, n[1], PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                descriptor_of(ring->id), n[2]);
  if (failed(at)) {
    region_free(region);
    return answer(napi, at);
  }
  region->base = region->data = (uintptr_t)at;
  region->total = region->length = (size_t)n[1];
  sys(__NR_madvise, at, n[1], MADV_DONTFORK, 0, 0, 0);
  napi_value buffer = region_expose(region);
  if (buffer == NULL) return NULL;
  napi_create_reference(napi, buffer, 0, &region->buffer);
  region->ring = ring;
  region->holders = 1;
  region->next_of_ring = ring->mappings;
  ring->mappings = region;
  return buffer;
}

static napi_value js_allocate(napi_env napi, napi_callback_info info) {
  static const char usage[] = "allocate(length: number, align: number, hugePages: boolean)";
  Call call;
  int64_t length, align;
  bool huge;
  if (!call_open(napi, info, &call, 3, usage)) return NULL;
  if (!call_number(napi, &call, 0, &length, usage)) return NULL;
  if (!call_number(napi, &call, 1, &align, usage)) return NULL;
  if (napi_get_value_bool(napi, call.values[2], &huge) != napi_ok) {
    napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", usage);
    return NULL;
  }
  if (length <= 0 || align < 0 || (align & (align - 1)) != 0) return answer(napi, -EINVAL);
  Region *region = region_new(call.env);
  if (region == NULL) return answer(napi, -ENOMEM);
  /* What the alignment leaves over is never touched, so it costs addresses and no memory. */
  region->total = (size_t)length + (align > PAGE ? (size_t)align : 0);
  long base = map_pages(0, region->total, MAP_NORESERVE);
  if (failed(base)) {
    region->total = 0;
    region_free(region);
    return answer(napi, base);
  }
  region->base = (uintptr_t)base;
  region->data = align > PAGE ? (region->base + align - 1) & ~(uintptr_t)(align - 1) : region->base;
  region->length = (size_t)length;
  if (huge) sys(__NR_madvise, (long)region->data, length, MADV_HUGEPAGE, 0, 0, 0);
  return region_expose(region);
}

static napi_value js_address_of(napi_env napi, napi_callback_info info) {
  static const char usage[] = "addressOf(buffer: ArrayBuffer | Uint8Array)";
  Call call;
  void *data = NULL;
  napi_typedarray_type type;
  if (!call_open(napi, info, &call, 1, usage)) return NULL;
  if (napi_get_arraybuffer_info(napi, call.values[0], &data, NULL) != napi_ok &&
      napi_get_typedarray_info(napi, call.values[0], &type, NULL, &data, NULL, NULL) != napi_ok) {
    napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", usage);
    return NULL;
  }
  return answer(napi, (long)data);
}

/* The loop reads these words in every turn, so their memory stays as long as the ring. */
static int ring_keep(Ring *ring, int slot, uintptr_t address) {
  Region *region = region_at(ring->env, address);
  if (region == NULL || (address & 3) != 0) return 0;
  if (region->ring != ring && ring->kept[slot] == NULL) {
    region->holders++;
    ring->kept[slot] = region;
  }
  return 1;
}

static napi_value js_attach(napi_env napi, napi_callback_info info) {
  static const char usage[] = "attach(ring: number, wakeFd: number, drain: function)";
  Call call;
  int64_t id, wake_fd;
  napi_valuetype type;
  if (!call_open(napi, info, &call, 3, usage)) return NULL;
  if (!call_number(napi, &call, 0, &id, usage)) return NULL;
  if (!call_number(napi, &call, 1, &wake_fd, usage)) return NULL;
  if (napi_typeof(napi, call.values[2], &type) != napi_ok || type != napi_function) {
    napi_throw_type_error(napi, "ERR_INVALID_ARG_TYPE", usage);
    return NULL;
  }
  Env *env = call.env;
  Ring *ring = call_ring(napi, env, id);
  if (ring == NULL) return NULL;
  if (ring->polling) {
    napi_throw_error(napi, "ERR_URING_ATTACHED", "this ring is in the event loop already");
    return NULL;
  }
  uintptr_t flags = address_at(ring, SQ_FLAGS);
  if (!ring_keep(ring, 1, address_at(ring, CQ_HEAD)) || !ring_keep(ring, 2, address_at(ring, CQ_TAIL)) ||
      (ring->words[SQ_FLAGS_MASK] != 0 && !ring_keep(ring, 3, flags))) {
    napi_throw_range_error(napi, "ERR_OUT_OF_RANGE",
                           "CQ_HEAD, CQ_TAIL and SQ_FLAGS are addresses in memory of map or allocate");
    return NULL;
  }
  int status = uv_poll_init(env->loop, &ring->poll, (int)wake_fd);
  if (status == 0) {
    ring->polling = 1;
    ring->poll.data = ring;
    ring->attached = 1;
    env->attached++;
    uv_unref((uv_handle_t *)&ring->poll);
    status = uv_poll_start(&ring->poll, UV_READABLE, on_wake);
    if (status != 0) ring_leave(ring);
  }
  if (status != 0) {
    napi_throw_error(napi, uv_err_name(status), uv_strerror(status));
    return NULL;
  }
  ring->event_fd = wake_fd == ring->id ? -1 : (int)wake_fd;
  napi_create_reference(napi, call.values[2], 1, &ring->drain);
  if (env->attached == 1) uv_prepare_start(&env->prepare, on_prepare);
  return NULL;
}

static napi_value js_ref(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t id;
  if (!call_numbers(napi, info, &call, &id, 1, "ref(ring: number)")) return NULL;
  Ring *ring = ring_of(call.env, (int)id);
  if (ring == NULL || !ring->attached) return NULL;
  ring->words[REFERENCED] = 1;
  uv_ref((uv_handle_t *)&ring->poll);
  return NULL;
}

static napi_value js_unref(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t id;
  if (!call_numbers(napi, info, &call, &id, 1, "unref(ring: number)")) return NULL;
  Ring *ring = ring_of(call.env, (int)id);
  if (ring == NULL || !ring->attached) return NULL;
  ring->words[REFERENCED] = 0;
  uv_unref((uv_handle_t *)&ring->poll);
  return NULL;
}

static napi_value js_close(napi_env napi, napi_callback_info info) {
  Call call;
  int64_t id;
  if (!call_numbers(napi, info, &call, &id, 1, "close(ring: number)")) return NULL;
  Ring *ring = ring_of(call.env, (int)id);
  if (ring == NULL) return NULL;
  if (ring_end(ring) < 0) {
    napi_throw_error(napi, "ERR_URING_WITNESS",
                     "operations are in flight and the kernel takes no witness of their end "
                     "(restrictions, or no free descriptor); the ring stays open");
    return NULL;
  }
  ring_await(ring);
  for (Region *region = ring->mappings, *next; region != NULL; region = next) {
    napi_value buffer = NULL;
    next = region->next_of_ring;
    if (napi_get_reference_value(napi, region->buffer, &buffer) == napi_ok && buffer != NULL) {
      napi_detach_arraybuffer(napi, buffer);
    }
    napi_delete_reference(napi, region->buffer);
    region->ring = NULL;
    region_release(region);
  }
  ring->mappings = NULL;
  for (int i = 0; i < KEPT; i++) {
    if (ring->kept[i] != NULL) region_release(ring->kept[i]);
  }
  if (ring->drain != NULL) napi_delete_reference(napi, ring->drain);
  sweep(call.env);
  return NULL;
}

static int export_function(napi_env napi, napi_value exports, const char *name, napi_callback function,
                           Env *env) {
  napi_value value;
  return napi_create_function(napi, name, NAPI_AUTO_LENGTH, function, env, &value) == napi_ok &&
         napi_set_named_property(napi, exports, name, value) == napi_ok;
}

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  long page = map_pages(0, PAGE, 0);
  if (failed(page)) {
    napi_throw_error(env, "ENOMEM", "no memory for the addon's own page");
    return NULL;
  }
  Env *own = (Env *)page;
  own->napi = env;
  /* Before any buffer is made: hooks run last first, and buffers are finalized by such hooks. */
  if (napi_get_uv_event_loop(env, &own->loop) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_env_end, own, &own->hook) != napi_ok) {
    unmap((uintptr_t)page, PAGE);
    napi_throw_error(env, "ERR_URING_LOOP", "this environment has no event loop");
    return NULL;
  }
  uv_prepare_init(own->loop, &own->prepare);
  uv_timer_init(own->loop, &own->timer);
  own->prepare.data = own->timer.data = own;
  uv_unref((uv_handle_t *)&own->prepare);
  uv_unref((uv_handle_t *)&own->timer);
  if (!export_function(env, exports, "setup", js_setup, own) ||
      !export_function(env, exports, "enter", js_enter, own) ||
      !export_function(env, exports, "register", js_register, own) ||
      !export_function(env, exports, "syscall", js_syscall, own) ||
      !export_function(env, exports, "map", js_map, own) ||
      !export_function(env, exports, "allocate", js_allocate, own) ||
      !export_function(env, exports, "addressOf", js_address_of, own) ||
      !export_function(env, exports, "attach", js_attach, own) ||
      !export_function(env, exports, "ref", js_ref, own) ||
      !export_function(env, exports, "unref", js_unref, own) ||
      !export_function(env, exports, "close", js_close, own)) {
    return NULL;
  }
  return exports;
}
