/* The plain descriptors of an environment, which end with it as what fs has opened does. */
#ifndef URING_DESCRIPTORS_H
#define URING_DESCRIPTORS_H

#include <asm/ioctls.h>
#include <linux/sockios.h>
#include <sys/socket.h>

#include "state.h"

/* Calls back for each that is open. */
static void each_descriptor(Env *env, void (*call)(Env *env, int fd)) {
  if (env->descriptors == NULL) return;
  uint32_t *words = (uint32_t *)env->descriptors->data;
  for (size_t i = 0; i < env->descriptors->length / 4; i++) {
    for (uint32_t left = words[i]; left != 0; left &= left - 1) {
      call(env, (int)(i * 32) + __builtin_ctz(left));
    }
  }
}

static void close_descriptor(Env *env, int fd) {
  uint32_t *words = (uint32_t *)env->descriptors->data;
  words[fd / 32] &= ~(1u << fd % 32);
  close_fd(fd);
}

static void close_descriptors(Env *env) { each_descriptor(env, close_descriptor); }

/*
 * What was sent with zero copy is read from our memory until the peer has it. A connection that is
 * reset sends nothing any more. Whoever else has the socket keeps it: a linger does not count
 * before the last close.
 */
static void reset_sender(Env *env, int fd) {
  static const struct linger none = {1, 0};
  int unsent = 0;
  if (sys(__NR_ioctl, fd, SIOCOUTQ, (long)&unsent, 0, 0, 0) < 0 || unsent == 0) return;
  long answer = sys(__NR_setsockopt, fd, SOL_SOCKET, SO_LINGER, (long)&none, sizeof(none), 0);
  if (answer == 0) close_descriptor(env, fd);
}

static void reset_senders(Env *env) { each_descriptor(env, reset_sender); }

#endif
