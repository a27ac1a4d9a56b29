/* Memory with two owners: who may unmap it, and when. */
#ifndef URING_MEMORY_H
#define URING_MEMORY_H

#include "state.h"

/* Records come from pages that the environment keeps until its end. Without one nothing is kept. */
static Region *region_new(Env *env, uintptr_t base, size_t total) {
  if (env->unused == NULL) {
    long page = map_pages(0, PAGE, 0);
    if (failed(page)) {
      unmap(base, total);
      return NULL;
    }
    Region *records = (Region *)page;
    records->next_free = env->pages;
    env->pages = records;
    for (size_t i = 1; i < PAGE / sizeof(Region); i++) {
      records[i].env = env;
      records[i].next = env->regions;
      records[i].next_free = env->unused;
      env->regions = env->unused = records + i;
    }
  }
  Region *region = env->unused;
  env->unused = region->next_free;
  region->base = base;
  region->total = total;
  return region;
}

static void region_free(Region *region) {
  unmap(region->base, region->total);
  region->total = region->length = 0;
  region->next_free = region->env->unused;
  region->env->unused = region;
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

/* A finalizer runs, so nothing may be unmapped yet. */
static void bin_put(Region *region) {
  if (region->seen || region->holders != 0) return;
  region->next_free = region->env->bin;
  region->env->bin = region;
}

/* The region that begins at an address, and has a buffer. */
static Region *region_begins(Env *env, uintptr_t address) {
  Region *region = env->latest;
  if (region == NULL || region->data != address || region->length == 0) {
    region = region_at(env, address);
  }
  return region != NULL && region->data == address && region->seen ? region : NULL;
}

static void on_unreachable(napi_env napi, void *data, void *hint) {
  Region *region = hint;
  (void)data;
  region->seen = 0;
  napi_delete_reference(napi, region->buffer);
  bin_put(region);
}

static void on_token_unreachable(napi_env napi, void *data, void *hint) {
  Region *region = hint;
  (void)napi;
  (void)data;
  region->holders--;
  bin_put(region);
}

/* JavaScript calls, so the environment lives, and what is in the bin was really unreachable. */
static void bin_empty(Env *env) {
  while (env->bin != NULL) {
    Region *region = env->bin;
    env->bin = region->next_free;
    region_free(region);
  }
}

/*
 * The newest buffer of the environment is a sentinel, which nobody sees and nothing collects: it is
 * finalized at the end, and before all others but tokens, which do not matter here. A buffer that
 * `transfer()` has moved may be in another thread by then, which outlives this one, and nothing
 * will tell when it is gone. So only what is still in its first place, or was finalized before, may
 * be unmapped after the end.
 */
static void on_env_ending(napi_env napi, void *data, void *hint) {
  Env *env = data;
  if ((uintptr_t)hint != env->sentinels) return;
  for (Region *region = env->regions; region != NULL; region = region->next) {
    napi_value buffer = NULL;
    bool moved = true;
    if (region->seen) napi_get_reference_value(napi, region->buffer, &buffer);
    if (buffer != NULL) napi_is_detached_arraybuffer(napi, buffer, &moved);
    region->ours = !region->seen || !moved;
  }
}

static void renew_sentinel(Env *env) {
  napi_value buffer;
  if (env->sentinel != NULL) napi_delete_reference(env->napi, env->sentinel);
  env->sentinel = NULL;
  void *hint = (void *)++env->sentinels;
  if (napi_create_external_arraybuffer(env->napi, env, 1, on_env_ending, hint, &buffer)) return;
  napi_create_reference(env->napi, buffer, 1, &env->sentinel);
}

/* The region as an ArrayBuffer; without one the region is gone and an exception is pending. */
static napi_value region_expose(Region *region, uintptr_t data, size_t length) {
  napi_env napi = region->env->napi;
  napi_value buffer = NULL;
  region->data = data;
  region->length = length;
  region->seen = 1;
  region->env->latest = region;
  napi_status status = napi_create_external_arraybuffer(napi, (void *)data, length, on_unreachable,
                                                        region, &buffer);
  if (status == napi_ok) {
    napi_create_reference(napi, buffer, 0, &region->buffer);
    renew_sentinel(region->env);
    return buffer;
  }
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

/*
 * What keeps a region mapped after its ArrayBuffer has lost it to `transfer()`, and after the new
 * one is gone as well: an ArrayBuffer again, because those are finalized before the teardown of an
 * environment, as nothing else is. Nobody moves it, for nobody sees it. NULL if there is none.
 */
static napi_value region_token(Region *region) {
  napi_value token = NULL;
  napi_status status = napi_create_external_arraybuffer(region->env->napi, (void *)region->data, 1,
                                                        on_token_unreachable, region, &token);
  if (status != napi_ok) return NULL;
  region->holders++;
  return token;
}

#endif
