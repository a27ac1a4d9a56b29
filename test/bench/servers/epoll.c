// C with epoll: the classic echo server. One read and one write a message; what the socket does
// not take at once is kept, and nothing more is read from that peer until it is gone.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>

#include "listen.h"

#define CHUNK (64 * 1024)
#define EVENTS 1024

struct peer {
  int fd;
  size_t from, to;  // the unsent part of `rest`
  char *rest;
};

static char chunk[CHUNK];
static int poller;

static void forget(struct peer *p) {
  close(p->fd);
  free(p->rest);
  free(p);
}

static void watch_for(struct peer *p, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = p};
  epoll_ctl(poller, EPOLL_CTL_MOD, p->fd, &event);
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    struct peer *p = calloc(1, sizeof *p);
    p->fd = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  }
}

// Gives the number of bytes the socket took, or -1 when the peer is gone.
static ssize_t write_some(struct peer *p, const char *from, size_t length) {
  ssize_t n = send(p->fd, from, length, MSG_NOSIGNAL);
  if (n >= 0) return n;
  return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

static void readable(struct peer *p) {
  ssize_t n = recv(p->fd, chunk, CHUNK, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) return forget(p);
  ssize_t taken = write_some(p, chunk, (size_t)n);
  if (taken < 0) return forget(p);
  if (taken == n) return;
  if (!p->rest) p->rest = malloc(CHUNK);
  p->from = 0;
  p->to = (size_t)(n - taken);
  memcpy(p->rest, chunk + taken, p->to);
  watch_for(p, EPOLLOUT);
}

static void writable(struct peer *p) {
  ssize_t taken = write_some(p, p->rest + p->from, p->to - p->from);
  if (taken < 0) return forget(p);
  p->from += (size_t)taken;
  if (p->from == p->to) watch_for(p, EPOLLIN);
}

int main(int argc, char **argv) {
  int listener = listen_as_asked(argc, argv);
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  static struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct peer *p = events[i].data.ptr;
      if (!p) accept_all(listener);
      else if (events[i].events & EPOLLOUT) writable(p);
      else readable(p);
    }
  }
}
