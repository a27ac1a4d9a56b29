/*
 * The native helper of uring-sdk: system calls (system.h), memory that outlives what JavaScript
 * forgets (memory.h), the end of a ring (ring.h), a place in the event loop (loop.h), and how calls
 * are read (call.h). It moves words that it does not understand: no opcode and no struct field of
 * io_uring is named here, so a new kernel header never changes these files.
 *
 * It also builds without a C library (-nostdlib): system calls are made here, nothing is allocated
 * but pages, and nothing is static, because every Worker has an environment of its own.
 */
#include "call.h"

/* ---- The end of an environment ------------------------------------------------------------ */

/* The last call of all may unload this file, so nothing follows it. */
static void on_env_closed(Env *env) {
  napi_async_cleanup_hook_handle hook = env->hook;
  for (Ring *ring = env->rings, *next; ring != NULL; ring = next) {
    next = ring->next;
    unmap((uintptr_t)ring, PAGE);
  }
  for (Region *region = env->regions; region != NULL; region = region->next) {
    if (region->length == 0) continue;
    /* Zero pages cost addresses and no memory, and nobody who has a view of them faults. */
    if (region->ours) unmap(region->base, region->total);
    else map_pages(region->base, region->total, MAP_FIXED | MAP_NORESERVE);
  }
  for (Region *page = env->pages, *next; page != NULL; page = next) {
    next = page->next_free;
    unmap((uintptr_t)page, PAGE);
  }
  unmap((uintptr_t)env, PAGE);
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
    int told = 0;
    /* Again and again: it may be descriptors that are missing, and other threads close some. */
    while (!ring->closed && ring_end(ring) < 0) {
      struct timespec pause = {0, 10000000};
      if (!told++) {
        SAY("uring-sdk: a ring ends with operations in flight and the kernel takes no witness; "
            "waiting, because its memory may still be written\n");
      }
      sys(__NR_ppoll, 0, 0, (long)&pause, 0, 8, 0);
    }
  }
  for (Ring *ring = env->rings; ring != NULL; ring = ring->next) {
    ring_await(ring, 1);
    if (ring->polling) env->closing++;
  }
  close_descriptors(env);
  env->closing += 2;
  uv_close((uv_handle_t *)&env->prepare, on_handle_closed);
  uv_close((uv_handle_t *)&env->timer, on_handle_closed);
}

/* ---- What JavaScript calls ---------------------------------------------------------------- */

/* The parameters and the control page are memory of the right size, the page one of `allocate`. */
static Region *take_setup(Call *call, void **params) {
  napi_typedarray_type type;
  size_t length;
  void *control;
  if (napi_get_typedarray_info(call->napi, call->values[1], &type, &length, params, NULL, NULL) ||
      type != napi_uint8_array || length < PARAMS_BYTES) {
    return NULL;
  }
  if (napi_get_arraybuffer_info(call->napi, call->values[2], &control, &length) ||
      length < CONTROL_BYTES) {
    return NULL;
  }
  Region *region = region_at(call->env, (uintptr_t)control);
  return region != NULL && region->data == (uintptr_t)control ? region : NULL;
}

static napi_value js_setup(napi_env napi, napi_callback_info info) {
  static const char usage[] = "setup(entries: number, params: Uint8Array of 120 bytes or more, "
                              "control: ArrayBuffer of 4096 bytes made by allocate)";
  Call call;
  void *params;
  if (!take(&call, napi, info, "n**", usage)) return NULL;
  Region *control = take_setup(&call, &params);
  if (control == NULL) return wrong(&call, usage), NULL;
  Ring *ring = ring_new(call.env);
  if (ring == NULL) return answer(&call, -ENOMEM);
  long fd = sys(__NR_io_uring_setup, call.n[0], (long)params, 0, 0, 0, 0);
  if (fd < 0) return answer(&call, fd);
  ring->words = (volatile int32_t *)control->data;
  ring->words[ENTER_FD] = (int32_t)fd;
  ring->id = (int)fd + (ring->words[REGISTERED] != 0 ? REGISTERED_ONLY : 0);
  ring->event_fd = ring->witness = -1;
  ring->closed = ring->told = 0;
  ring->kept[0] = control;
  control->holders++;
  return answer(&call, ring->id);
}

static napi_value js_enter(napi_env napi, napi_callback_info info) {
  static const char usage[] = "enter(ring, toSubmit, minComplete, flags, argument?, size?: "
                              "numbers)";
  Call call;
  int64_t *n = call.n;
  if (!take(&call, napi, info, "nnnn", usage) || !take_rest(&call, 4, 6, usage)) return NULL;
  int fd = descriptor_of((int)n[0]);
  return answer(&call, sys(__NR_io_uring_enter, fd, n[1], n[2], n[3], n[4], n[5]));
}

static napi_value js_register(napi_env napi, napi_callback_info info) {
  static const char usage[] = "register(ring, opcode, argument, count: numbers)";
  Call call;
  int64_t *n = call.n;
  if (!take(&call, napi, info, "nnnn", usage)) return NULL;
  int fd = descriptor_of((int)n[0]);
  return answer(&call, sys(__NR_io_uring_register, fd, n[1], n[2], n[3], 0, 0));
}

static napi_value js_syscall(napi_env napi, napi_callback_info info) {
  static const char usage[] = "syscall(number, ...words: up to six numbers)";
  Call call;
  int64_t *n = call.n;
  if (!take(&call, napi, info, "n", usage)) return NULL;
  if (!take_rest(&call, 1, ARGUMENTS, usage)) return NULL;
  return answer(&call, sys(n[0], n[1], n[2], n[3], n[4], n[5], n[6]));
}

static napi_value js_map(napi_env napi, napi_callback_info info) {
  Call call;
  if (!take(&call, napi, info, "nnn", "map(ring, length, offset: numbers)")) return NULL;
  int64_t length = call.n[1], offset = call.n[2];
  Ring *ring = take_ring(&call);
  if (ring == NULL) return NULL;
  if (length <= 0 || offset < 0) return answer(&call, -EINVAL);
  /* The index of a ring without a descriptor is the number of some other file. */
  if (ring->id >= REGISTERED_ONLY) return answer(&call, -EBADF);
  long at = sys(__NR_mmap, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                descriptor_of(ring->id), offset);
  if (failed(at)) return answer(&call, at);
  Region *region = region_new(call.env, (uintptr_t)at, (size_t)length);
  if (region == NULL) return answer(&call, -ENOMEM);
  sys(__NR_madvise, at, length, MADV_DONTFORK, 0, 0, 0);
  napi_value buffer = region_expose(region, region->base, (size_t)length);
  if (buffer == NULL) return NULL;
  region->ring = ring;
  region->holders = 1;
  region->next_of_ring = ring->mappings;
  ring->mappings = region;
  return buffer;
}

static napi_value js_unmap(napi_env napi, napi_callback_info info) {
  static const char usage[] = "unmap(ring: number, buffer: ArrayBuffer that map has made for it)";
  Call call;
  void *data = NULL;
  if (!take(&call, napi, info, "n*", usage)) return NULL;
  Ring *ring = take_ring(&call);
  if (ring == NULL) return NULL;
  if (napi_get_arraybuffer_info(napi, call.values[1], &data, NULL) != napi_ok) {
    return wrong(&call, usage), NULL;
  }
  for (Region **at = &ring->mappings; *at != NULL; at = &(*at)->next_of_ring) {
    Region *region = *at;
    if (region->data != (uintptr_t)data) continue;
    if (is_watched(ring, region)) break;
    *at = region->next_of_ring;
    map_pages(region->data, region->length, MAP_FIXED | MAP_NORESERVE);
    napi_detach_arraybuffer(napi, call.values[1]);
    region->ring = NULL;
    region_release(region);
    return NULL;
  }
  return wrong(&call, usage), NULL;
}

/* From now on the ring is what its registered index names; the calls of its end say so already. */
static napi_value js_close_descriptor(napi_env napi, napi_callback_info info) {
  Call call;
  if (!take(&call, napi, info, "nn", "closeDescriptor(ring, index: numbers)")) return NULL;
  Ring *ring = take_ring(&call);
  if (ring == NULL) return NULL;
  if (ring->id >= REGISTERED_ONLY) return answer(&call, -EBADF);
  /* libuv looks at the descriptor. */
  if (ring->polling) return answer(&call, -EBUSY);
  close_fd(ring->id);
  ring->words[ENTER_FD] = (int32_t)call.n[1];
  ring->id = REGISTERED_ONLY + (int)call.n[1];
  return answer(&call, ring->id);
}

static napi_value js_allocate(napi_env napi, napi_callback_info info) {
  static const char usage[] = "allocate(length: number, align: number, hugePages: boolean)";
  Call call;
  bool huge;
  if (!take(&call, napi, info, "nn*", usage)) return NULL;
  if (napi_get_value_bool(napi, call.values[2], &huge) != napi_ok) return wrong(&call, usage), NULL;
  int64_t length = call.n[0], align = call.n[1];
  if (length <= 0 || align < 0 || (align & (align - 1)) != 0) return answer(&call, -EINVAL);
  /* What the alignment leaves over is never touched, so it costs addresses and no memory. */
  size_t total = (size_t)length + (align > PAGE ? (size_t)align : 0);
  long base = map_pages(0, total, MAP_NORESERVE);
  if (failed(base)) return answer(&call, base);
  uintptr_t data = (uintptr_t)base;
  if (align > PAGE) data = (data + (uintptr_t)align - 1) & ~((uintptr_t)align - 1);
  if (huge) sys(__NR_madvise, (long)data, length, MADV_HUGEPAGE, 0, 0, 0);
  Region *region = region_new(call.env, (uintptr_t)base, total);
  if (region == NULL) return answer(&call, -ENOMEM);
  return region_expose(region, data, (size_t)length);
}

static napi_value js_address_of(napi_env napi, napi_callback_info info) {
  static const char usage[] = "addressOf(buffer: ArrayBuffer | Uint8Array)";
  Call call;
  void *data = NULL;
  napi_typedarray_type type;
  if (!take(&call, napi, info, "*", usage)) return NULL;
  napi_value buffer = call.values[0];
  if (napi_get_arraybuffer_info(napi, buffer, &data, NULL) != napi_ok &&
      napi_get_typedarray_info(napi, buffer, &type, NULL, &data, NULL, NULL) != napi_ok) {
    return wrong(&call, usage), NULL;
  }
  return answer(&call, (long)data);
}

/* A token for memory of `allocate` that a buffer begins with; undefined for any other. */
static napi_value js_hold(napi_env napi, napi_callback_info info) {
  static const char usage[] = "hold(buffer: ArrayBuffer)";
  Call call;
  void *data = NULL;
  if (!take(&call, napi, info, "*", usage)) return NULL;
  if (napi_get_arraybuffer_info(napi, call.values[0], &data, NULL) != napi_ok) {
    return wrong(&call, usage), NULL;
  }
  Region *region = region_begins(call.env, (uintptr_t)data);
  if (region == NULL || region->ring != NULL) return NULL;
  napi_value token = region_token(region);
  if (token == NULL) napi_throw_error(napi, "ERR_URING_BUFFER", "Node-API could not make a token");
  return token;
}

/* The loop reads such words in every turn, so their memory stays as long as the ring. */
static int ring_keep(Ring *ring, int slot, int word) {
  uintptr_t address = address_at(ring, word);
  Region *region = region_at(ring->env, address);
  if (region == NULL || (address & 3) != 0) return 0;
  if (region->ring != ring && ring->kept[slot] == NULL) {
    region->holders++;
    ring->kept[slot] = region;
  }
  return 1;
}

static int ring_join(Ring *ring, int wake_fd) {
  Env *env = ring->env;
  int status = uv_poll_init(env->loop, &ring->poll, wake_fd);
  if (status != 0) return status;
  ring->poll.data = ring;
  ring->polling = ring->attached = 1;
  if (env->attached++ == 0) uv_prepare_start(&env->prepare, on_prepare);
  uv_unref((uv_handle_t *)&ring->poll);
  status = uv_poll_start(&ring->poll, UV_READABLE, on_wake);
  if (status != 0) ring_leave(ring);
  return status;
}

static napi_value js_attach(napi_env napi, napi_callback_info info) {
  static const char usage[] = "attach(ring: number, wakeFd: number, drain: function)";
  Call call;
  if (!take(&call, napi, info, "nn*", usage)) return NULL;
  if (!is_function(&call, 2)) return wrong(&call, usage), NULL;
  Ring *ring = take_ring(&call);
  if (ring == NULL) return NULL;
  if (ring->polling) {
    napi_throw_error(napi, "ERR_URING_ATTACHED", "this ring is in the event loop already");
    return NULL;
  }
  if (!ring_keep(ring, 1, CQ_HEAD) || !ring_keep(ring, 2, CQ_TAIL) ||
      (ring->words[SQ_FLAGS_MASK] != 0 && !ring_keep(ring, 3, SQ_FLAGS))) {
    napi_throw_range_error(napi, "ERR_OUT_OF_RANGE",
                           "CQ_HEAD, CQ_TAIL and SQ_FLAGS point into memory of map or allocate");
    return NULL;
  }
  int status = ring_join(ring, (int)call.n[1]);
  if (status != 0) {
    napi_throw_error(napi, uv_err_name(status), uv_strerror(status));
    return NULL;
  }
  if (call.n[1] != ring->id) ring->event_fd = (int)call.n[1];
  napi_create_reference(napi, call.values[2], 1, &ring->drain);
  return NULL;
}

static napi_value set_reference(napi_env napi, napi_callback_info info, int on) {
  Call call;
  if (!take(&call, napi, info, "n", "ref(ring: number), unref(ring: number)")) return NULL;
  Ring *ring = ring_of(call.env, (int)call.n[0]);
  if (ring == NULL || !ring->attached) return NULL;
  ring->words[REFERENCED] = on;
  if (on) uv_ref((uv_handle_t *)&ring->poll);
  else uv_unref((uv_handle_t *)&ring->poll);
  return NULL;
}

static napi_value js_ref(napi_env napi, napi_callback_info info) {
  return set_reference(napi, info, 1);
}

static napi_value js_unref(napi_env napi, napi_callback_info info) {
  return set_reference(napi, info, 0);
}

/* Whoever has forgotten a buffer of the ring loses nothing; who has not, has an empty one now. */
static void ring_detach(Ring *ring) {
  napi_env napi = ring->env->napi;
  for (Region *region = ring->mappings, *next; region != NULL; region = next) {
    napi_value buffer = NULL;
    next = region->next_of_ring;
    if (region->seen) napi_get_reference_value(napi, region->buffer, &buffer);
    if (buffer != NULL) napi_detach_arraybuffer(napi, buffer);
    region->ring = NULL;
    region_release(region);
  }
  ring->mappings = NULL;
  for (int i = 0; i < KEPT; i++) {
    if (ring->kept[i] != NULL) region_release(ring->kept[i]);
    ring->kept[i] = NULL;
  }
  if (ring->drain != NULL) napi_delete_reference(napi, ring->drain);
  ring->drain = NULL;
}

static napi_value js_close(napi_env napi, napi_callback_info info) {
  Call call;
  if (!take(&call, napi, info, "n", "close(ring: number)")) return NULL;
  Ring *ring = ring_of(call.env, (int)call.n[0]);
  if (ring == NULL) return NULL;
  if (ring_end(ring) < 0) {
    napi_throw_error(napi, "ERR_URING_WITNESS",
                     "operations are in flight and the kernel takes no witness of their end "
                     "(restrictions, or no free descriptor); the ring stays open");
    return NULL;
  }
  ring_await(ring, 0);
  ring_detach(ring);
  return NULL;
}

static napi_value js_own_descriptors(napi_env napi, napi_callback_info info) {
  static const char usage[] = "ownDescriptors(bits: ArrayBuffer made by allocate)";
  Call call;
  void *data;
  size_t length;
  if (!take(&call, napi, info, "*", usage)) return NULL;
  Region *region = NULL;
  if (napi_get_arraybuffer_info(napi, call.values[0], &data, &length) == napi_ok) {
    region = region_at(call.env, (uintptr_t)data);
  }
  if (region == NULL || region->data != (uintptr_t)data) return wrong(&call, usage), NULL;
  region->holders++;
  if (call.env->descriptors != NULL) region_release(call.env->descriptors);
  call.env->descriptors = region;
  return NULL;
}

static int env_open(Env *env, napi_env napi) {
  env->napi = napi;
  if (napi_get_uv_event_loop(napi, &env->loop) != napi_ok) return 0;
  if (napi_add_async_cleanup_hook(napi, on_env_end, env, &env->hook) != napi_ok) return 0;
  uv_prepare_init(env->loop, &env->prepare);
  uv_timer_init(env->loop, &env->timer);
  env->prepare.data = env->timer.data = env;
  uv_unref((uv_handle_t *)&env->prepare);
  uv_unref((uv_handle_t *)&env->timer);
  return 1;
}

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"setup", js_setup},   {"enter", js_enter},       {"register", js_register},
      {"map", js_map},       {"allocate", js_allocate}, {"addressOf", js_address_of},
      {"attach", js_attach}, {"ref", js_ref},           {"unref", js_unref},
      {"close", js_close},   {"syscall", js_syscall},   {"unmap", js_unmap},
      {"closeDescriptor", js_close_descriptor},     {"hold", js_hold},
      {"ownDescriptors", js_own_descriptors},
  };
  long page = map_pages(0, PAGE, 0);
  if (failed(page) || !env_open((Env *)page, env)) {
    if (!failed(page)) unmap((uintptr_t)page, PAGE);
    napi_throw_error(env, "ERR_URING_LOOP", "this environment has no event loop, or no memory");
    return NULL;
  }
  for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
    napi_value value;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function,
                         (void *)page, &value);
    napi_set_named_property(env, exports, functions[i].name, value);
  }
  return exports;
}
