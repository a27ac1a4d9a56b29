/* How a call from JavaScript is read, and answered. */
#ifndef URING_CALL_H
#define URING_CALL_H

#include "loop.h"

enum { ARGUMENTS = 7 };

typedef struct {
  napi_env napi;
  Env *env;
  size_t count;
  int64_t n[ARGUMENTS]; /* The numbers, by position. */
  napi_value values[ARGUMENTS];
} Call;

/* Integers that a double holds exactly; a larger one would be another number than was meant. */
static int is_number(Call *call, size_t index) {
  double value;
  if (napi_get_value_double(call->napi, call->values[index], &value) != napi_ok) return 0;
  if (!(value >= -9007199254740991.0 && value <= 9007199254740991.0)) return 0;
  call->n[index] = (int64_t)value;
  return 1;
}

static int is_function(Call *call, size_t index) {
  napi_valuetype type;
  return napi_typeof(call->napi, call->values[index], &type) == napi_ok && type == napi_function;
}

static int wrong(Call *call, const char *usage) {
  napi_throw_type_error(call->napi, "ERR_INVALID_ARG_TYPE", usage);
  return 0;
}

/*
 * Takes the arguments as `kinds` lists them (n: a number, *: anything), and empties the bin. A
 * TypeError with the usage is pending if they are not like that.
 */
static int take(Call *call, napi_env napi, napi_callback_info info, const char *kinds,
                const char *usage) {
  call->napi = napi;
  call->count = ARGUMENTS;
  napi_get_cb_info(napi, info, &call->count, call->values, NULL, (void **)&call->env);
  bin_empty(call->env);
  for (size_t i = 0; kinds[i] != 0; i++) {
    if (i >= call->count || (kinds[i] == 'n' && !is_number(call, i))) return wrong(call, usage);
  }
  return 1;
}

/* Numbers that may be left out, from one position to another; they are 0 then. */
static int take_rest(Call *call, size_t from, size_t to, const char *usage) {
  for (size_t i = from; i < to; i++) {
    call->n[i] = 0;
    if (i < call->count && !is_number(call, i)) return wrong(call, usage);
  }
  return 1;
}

/* The ring of the first argument, or NULL and an exception. */
static Ring *take_ring(Call *call) {
  Ring *ring = ring_of(call->env, (int)call->n[0]);
  if (ring != NULL) return ring;
  napi_throw_error(call->napi, "ERR_URING_NO_RING", "no open ring here has that number");
  return NULL;
}

static napi_value answer(Call *call, long number) {
  napi_value value = NULL;
  if (number == (int32_t)number) napi_create_int32(call->napi, (int32_t)number, &value);
  else napi_create_int64(call->napi, number, &value);
  return value;
}

#endif
