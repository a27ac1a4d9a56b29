/* System calls without a C library, and the headers that all the rest stands on. */
#ifndef URING_SYSTEM_H
#define URING_SYSTEM_H

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
  sys(__NR_munmap, (long)at, (long)length, 0, 0, 0, 0);
}

static void close_fd(int fd) { sys(__NR_close, fd, 0, 0, 0, 0, 0); }

/* The kernel's answers -4095 to -1 are errors, everything else may be an address. */
static int failed(long answer) { return answer < 0 && answer >= -4095; }

#endif
