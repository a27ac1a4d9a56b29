// Streams: TCP and Unix-domain sockets.
//
// Every connection speaks its own stretch of the pattern and checks every byte that comes back
// against the place where it must stand, so a lost, changed, misordered or foreign byte ends the
// run.
#include "load.h"

#include <stdlib.h>
#include <sys/epoll.h>

struct connection {
  int fd;
  bool connecting;
  uint32_t start;     // where in the pattern this connection's stream begins
  uint64_t sent;      // bytes
  uint64_t received;  // bytes
  uint64_t issued;    // messages
  uint64_t finished;  // messages
  uint64_t moved_ns;  // when a byte last came back, or the first one was due
  uint64_t *stamps;   // closed loop: start times of the messages in flight
};

static struct connection *connections;
static unsigned char inbox[CHUNK];

static int number_of(const struct connection *c) { return (int)(c - connections); }

static bool is_waiting(const struct connection *c) {
  return c->fd >= 0 && (options.churn || c->finished < c->issued);
}

static void open_one(struct connection *c) {
  static uint64_t opened;
  uint64_t now = clock_ns(CLOCK_MONOTONIC);
  // Only TCP's connect can be waited for: that of a Unix socket whose listener is full just fails.
  bool wait = !options.churn || options.path;
  c->start = pattern_start(opened++);
  c->sent = c->received = c->issued = c->finished = 0;
  c->moved_ns = now;
  c->connecting = !wait;
  c->fd = open_socket(number_of(c), SOCK_STREAM, wait);
  if (options.churn) {
    c->stamps[0] = now;
    c->issued = wait ? 1 : 0;
  }
  watch_socket(c->fd, number_of(c));
}

static void stream_open(int connection) {
  if (!connections) connections = calloc((size_t)options.connections, sizeof *connections);
  struct connection *c = connections + connection;
  if (options.rate == 0) c->stamps = calloc(options.pipeline, sizeof *c->stamps);
  open_one(c);
}

static void flush(struct connection *c) {
  uint64_t goal = c->issued * options.size;
  while (c->sent < goal) {
    uint64_t wanted = goal - c->sent < CHUNK ? goal - c->sent : CHUNK;
    const unsigned char *from = pattern_at(c->start + c->sent);
    ssize_t n = send(c->fd, from, wanted, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0)
      fail(EXIT_CLOSED, "connection %d is gone after %llu bytes sent: %s.", number_of(c),
           (unsigned long long)c->sent, strerror(errno));
    c->sent += (uint64_t)n;
  }
}

static void issue(struct connection *c, uint64_t due_ns) {
  if (!is_waiting(c)) c->moved_ns = due_ns;
  if (options.rate == 0) c->stamps[c->issued % options.pipeline] = due_ns;
  c->issued++;
}

static void stream_issue(int connection, uint64_t due_ns) {
  issue(connections + connection, due_ns);
  flush(connections + connection);
}

static void verify(const struct connection *c, size_t length) {
  if (c->received + length > c->sent)
    fail(EXIT_WRONG_BYTE, "connection %d got %llu bytes back but has sent only %llu.", number_of(c),
         (unsigned long long)(c->received + length), (unsigned long long)c->sent);
  const unsigned char *expected = pattern_at(c->start + c->received);
  size_t at = first_difference(expected, inbox, length);
  if (at == length) return;
  fail(EXIT_WRONG_BYTE, "wrong byte on connection %d at offset %llu: 0x%02x instead of 0x%02x.",
       number_of(c), (unsigned long long)(c->received + at), inbox[at], expected[at]);
}

static uint64_t start_of_oldest(const struct connection *c) {
  if (options.rate > 0) return due_at(number_of(c), c->finished);
  return c->stamps[c->finished % options.pipeline];
}

// True when the whole answer of a churned connection has arrived.
static bool receive(struct connection *c) {
  for (;;) {
    ssize_t n = recv(c->fd, inbox, CHUNK, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (n <= 0)
      fail(EXIT_CLOSED, "connection %d was closed by the server after %llu of %llu bytes%s%s.",
           number_of(c), (unsigned long long)c->received, (unsigned long long)c->sent,
           n < 0 ? ": " : "", n < 0 ? strerror(errno) : "");
    verify(c, (size_t)n);
    c->received += (uint64_t)n;
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    c->moved_ns = now;
    while ((c->finished + 1) * options.size <= c->received) {
      finish_message(start_of_oldest(c), now);
      c->finished++;
      if (options.churn) return true;
      if (options.rate == 0 && phase != DRAINING) issue(c, now);
    }
    flush(c);
    // A short read has emptied the socket, and the edge for the next byte is still to come.
    if ((size_t)n < CHUNK) return false;
  }
}

static void finish_connecting(struct connection *c) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error) fail(EXIT_CLOSED, "connection %d is refused: %s.", number_of(c), strerror(error));
  c->connecting = false;
  // Its time started at the connect, which open_one() has noted.
  c->issued++;
}

static void stream_handle(int connection, uint32_t events) {
  struct connection *c = connections + connection;
  if (c->connecting) {
    if (!(events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) return;
    finish_connecting(c);
  }
  flush(c);
  if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) || !receive(c)) return;
  close(c->fd);
  c->fd = -1;
  if (phase != DRAINING) open_one(c);
}

static bool stream_check(uint64_t now) {
  bool waiting = false;
  for (int i = 0; i < options.connections; i++) {
    const struct connection *c = connections + i;
    if (!is_waiting(c)) continue;
    waiting = true;
    if (now > c->moved_ns && (double)(now - c->moved_ns) > options.stall * SECOND)
      fail(EXIT_STALLED, "no progress on connection %d for %g s: %llu of %llu bytes are back.", i,
           options.stall, (unsigned long long)c->received, (unsigned long long)c->sent);
  }
  return waiting;
}

const struct transport stream = {stream_open, stream_issue, stream_handle, stream_check};
