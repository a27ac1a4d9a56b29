// Datagrams: UDP over connected sockets.
//
// Each datagram carries its socket and its number, and after them a stretch of the pattern that no
// other one has: a changed, foreign, cut or doubled datagram ends the run. A lost one is counted,
// because losing is UDP's right. Calls move up to a BATCH of datagrams, so that this program costs
// less than a server that takes them one by one.
#include "load.h"

#include <stdlib.h>
#include <sys/epoll.h>

#define BATCH 64
// Open loop: a datagram counts as lost when this many more were due on its socket.
#define OPEN_SLOTS 4096u

struct header {
  uint32_t connection, number;
};

struct slot {
  uint32_t number;  // of its latest datagram
  bool used, waiting, queued;
  uint64_t since_ns;
};

struct flow {
  int fd;
  uint32_t start;
  uint64_t issued;    // open loop: datagrams
  uint64_t moved_ns;  // when a datagram last came back, or the first one was due
  uint64_t in_flight, lost, late;
  struct slot *slots;
  uint32_t *queue;  // slots whose datagram the kernel has not taken yet
  uint64_t queue_head, queue_tail;
};

static struct flow *flows;
static uint64_t slot_count;
static unsigned char *inbox;
static size_t inbox_size;  // of one datagram, with a byte to spare: a longer one is found out

static int number_of(const struct flow *f) { return (int)(f - flows); }

static const unsigned char *payload(const struct flow *f, uint32_t number) {
  return pattern_at(f->start + (uint64_t)number * options.size);
}

static void datagram_open(int connection) {
  if (!flows) {
    flows = calloc((size_t)options.connections, sizeof *flows);
    slot_count = options.rate > 0 ? OPEN_SLOTS : options.pipeline;
    inbox_size = (options.size + 128) / 64 * 64;
    inbox = malloc(BATCH * inbox_size);
  }
  struct flow *f = flows + connection;
  f->fd = open_socket(connection, SOCK_DGRAM, false);
  f->start = pattern_start((uint64_t)connection);
  f->slots = calloc(slot_count, sizeof *f->slots);
  f->queue = calloc(slot_count, sizeof *f->queue);
  f->moved_ns = clock_ns(CLOCK_MONOTONIC);
  watch_socket(f->fd, connection);
}

__attribute__((noreturn)) static void refused(const struct flow *f) {
  fail(EXIT_CLOSED, "nobody receives the datagrams of socket %d: %s.", number_of(f),
       strerror(errno));
}

static void flush(struct flow *f) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH][2];
  static struct header headers[BATCH];
  while (f->queue_head < f->queue_tail) {
    unsigned count = 0;
    for (uint64_t at = f->queue_head; at < f->queue_tail && count < BATCH; at++, count++) {
      uint32_t number = f->slots[f->queue[at % slot_count]].number;
      headers[count] = (struct header){(uint32_t)number_of(f), number};
      parts[count][0] = (struct iovec){&headers[count], sizeof *headers};
      parts[count][1] = (struct iovec){(void *)payload(f, number), options.size - sizeof *headers};
      messages[count].msg_hdr = (struct msghdr){.msg_iov = parts[count], .msg_iovlen = 2};
    }
    int sent = sendmmsg(f->fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == ECONNREFUSED) refused(f);
    // EPOLLOUT calls again when the socket has room; EINTR comes before the first one was sent.
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0 && errno != EINTR)
      fail(EXIT_SYSTEM, "socket %d cannot send: %s.", number_of(f), strerror(errno));
    for (int i = 0; i < sent; i++) f->slots[f->queue[f->queue_head++ % slot_count]].queued = false;
    found.sent += sent > 0 ? (uint64_t)sent : 0;
  }
}

static void lose(struct flow *f, struct slot *s) {
  s->waiting = false;
  f->in_flight--;
  f->lost++;
  found.lost++;
}

static void issue(struct flow *f, uint64_t index, uint32_t number, uint64_t since_ns) {
  struct slot *s = f->slots + index;
  if (f->in_flight == 0) f->moved_ns = since_ns;
  if (s->waiting) lose(f, s);
  f->in_flight++;
  s->number = number;
  s->used = s->waiting = true;
  s->since_ns = since_ns;
  // A slot that waits in the queue already sends its new datagram in place of the old one.
  if (s->queued) return;
  s->queued = true;
  f->queue[f->queue_tail++ % slot_count] = (uint32_t)index;
}

// Closed loop: the numbers of a slot go up by the number of slots.
static void issue_again(struct flow *f, uint64_t index, uint64_t now) {
  const struct slot *s = f->slots + index;
  issue(f, index, s->used ? s->number + (uint32_t)slot_count : (uint32_t)index, now);
}

static void datagram_issue(int connection, uint64_t due_ns) {
  struct flow *f = flows + connection;
  uint64_t index = f->issued++ % slot_count;
  if (options.rate > 0) issue(f, index, (uint32_t)(f->issued - 1), due_ns);
  else issue_again(f, index, due_ns);
  flush(f);
}

static void verify(const struct flow *f, const unsigned char *got, size_t length) {
  int number = number_of(f);
  if (length != options.size)
    fail(EXIT_WRONG_BYTE, "socket %d got a datagram of %zu bytes instead of %llu.", number, length,
         (unsigned long long)options.size);
  struct header header;
  memcpy(&header, got, sizeof header);
  const struct slot *s = f->slots + header.number % slot_count;
  // Signed distance: a number from the future was never sent.
  if (header.connection != (uint32_t)number || !s->used || (int32_t)(header.number - s->number) > 0)
    fail(EXIT_WRONG_BYTE, "wrong byte on socket %d: it never sent a datagram %u of socket %u.",
         number, header.number, header.connection);
  const unsigned char *expected = payload(f, header.number);
  size_t rest = length - sizeof header;
  size_t at = first_difference(expected, got + sizeof header, rest);
  if (at < rest)
    fail(EXIT_WRONG_BYTE,
         "wrong byte on socket %d in datagram %u at offset %zu: 0x%02x instead of 0x%02x.", number,
         header.number, at + sizeof header, got[at + sizeof header], expected[at]);
}

static void take(struct flow *f, const unsigned char *got, size_t length, uint64_t now) {
  verify(f, got, length);
  struct header header;
  memcpy(&header, got, sizeof header);
  uint64_t index = header.number % slot_count;
  struct slot *s = f->slots + index;
  if (!s->waiting || s->number != header.number) {
    // Given up before, or here for the second time.
    if (f->late == f->lost)
      fail(EXIT_WRONG_BYTE, "socket %d got datagram %u twice.", number_of(f), header.number);
    f->late++;
    found.late++;
    return;
  }
  s->waiting = false;
  f->in_flight--;
  finish_message(s->since_ns, now);
  if (options.rate == 0 && phase != DRAINING) issue_again(f, index, now);
}

static void receive(struct flow *f) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  for (;;) {
    for (unsigned i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){inbox + i * inbox_size, inbox_size};
      messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    // More than the window could hold would only cost the setting up.
    unsigned wanted = slot_count < BATCH ? (unsigned)slot_count : BATCH;
    int count = recvmmsg(f->fd, messages, wanted, MSG_DONTWAIT, NULL);
    if (count < 0 && errno == ECONNREFUSED) refused(f);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) fail(EXIT_SYSTEM, "socket %d: %s.", number_of(f), strerror(errno));
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    f->moved_ns = now;
    const unsigned char *got = inbox;
    for (int i = 0; i < count; i++, got += inbox_size) take(f, got, messages[i].msg_len, now);
    flush(f);
    if ((unsigned)count < wanted) return;
  }
}

static void datagram_handle(int connection, uint32_t events) {
  struct flow *f = flows + connection;
  flush(f);
  if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(f);
}

static void give_up_old(struct flow *f, uint64_t now) {
  for (uint64_t i = 0; i < slot_count; i++) {
    struct slot *s = f->slots + i;
    if (!s->waiting || now < s->since_ns || (double)(now - s->since_ns) < options.lost * SECOND)
      continue;
    if (phase == DRAINING || options.rate > 0) lose(f, s);
    else issue_again(f, i, now);
  }
  flush(f);
}

static bool datagram_check(uint64_t now) {
  bool waiting = false;
  for (int i = 0; i < options.connections; i++) {
    struct flow *f = flows + i;
    if (f->in_flight > 0 && now > f->moved_ns &&
        (double)(now - f->moved_ns) > options.stall * SECOND)
      fail(EXIT_STALLED, "no datagram came back to socket %d for %g s: %llu are missing.", i,
           options.stall, (unsigned long long)(f->lost - f->late + f->in_flight));
    give_up_old(f, now);
    waiting |= f->in_flight > 0;
  }
  return waiting;
}

const struct transport datagram = {datagram_open, datagram_issue, datagram_handle, datagram_check};
