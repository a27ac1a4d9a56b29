// C with liburing: the reference. Multishot accept, multishot receive into one buffer ring, a send
// straight out of the received buffers, which go back to the ring when it is done; one
// submit-and-wait a round. No bundles, no waiting for more, and direct descriptors only when asked.
//
// A peer has at most one send under way, because the kernel may finish two out of order. What has
// arrived for it meanwhile goes out together with the next one.
//
//   uring --port 7001 [--mode defer|coop] [--files plain|direct] [--buffers 4096]
//         [--buffer-size 4096]
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

#include "listen.h"

#define GROUP 0
#define NONE -1
#define FDS 65536
#define SLOTS 8192
#define PARTS 64

enum kind { ACCEPT, RECV, SEND, DONE };

struct peer {
  int head, tail;   // received buffers in the order they must go out, linked by `following`
  unsigned offset;  // of the head, already sent
  bool receiving, sending, finished, starved, pending;
};

struct gather {
  struct msghdr message;
  struct iovec parts[PARTS];
};

static struct io_uring ring;
static bool direct;  // accepted sockets are slots of the ring's table
static struct io_uring_buf_ring *pool;
static unsigned buffer_count = 4096, buffer_size = 4096, given_back, held;
static char *memory;
static unsigned *lengths;
static int *following;
static struct peer peers[FDS];
static struct gather *gathers[FDS];  // made for a peer when it first needs one
static int pending[FDS];  // peers that got something in this round and have no send under way
static unsigned pending_count;
static int starved[FDS];  // a ring of peers whose receive ended because the pool was dry
static unsigned starved_from, starved_to;

static struct io_uring_sqe *next_sqe(void) {
  struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
  if (!sqe) {
    io_uring_submit(&ring);
    sqe = io_uring_get_sqe(&ring);
  }
  return sqe;
}

// The prep helpers of liburing clear user_data, so it is set after them.
static void tag(struct io_uring_sqe *sqe, enum kind kind, int fd) {
  sqe->user_data = (uint64_t)kind << 32 | (uint32_t)fd;
}

static void arm_accept(int listener) {
  struct io_uring_sqe *sqe = next_sqe();
  // A slot is inherited by nobody, so that it has no CLOEXEC.
  if (direct) io_uring_prep_multishot_accept_direct(sqe, listener, NULL, NULL, 0);
  else io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
  tag(sqe, ACCEPT, listener);
}

static unsigned file_flags(void) { return direct ? IOSQE_FIXED_FILE : 0; }

static void arm_receive(int fd) {
  struct io_uring_sqe *sqe = next_sqe();
  io_uring_prep_recv_multishot(sqe, fd, NULL, 0, 0);
  sqe->flags |= IOSQE_BUFFER_SELECT | file_flags();
  sqe->buf_group = GROUP;
  tag(sqe, RECV, fd);
  peers[fd].receiving = true;
}

static struct iovec part_of(int buffer, unsigned offset) {
  char *from = memory + (size_t)buffer * buffer_size + offset;
  return (struct iovec){.iov_base = from, .iov_len = lengths[buffer] - offset};
}

static void send_waiting(int fd) {
  struct peer *p = &peers[fd];
  struct io_uring_sqe *sqe = next_sqe();
  struct iovec first = part_of(p->head, p->offset);
  if (p->head == p->tail) {
    io_uring_prep_send(sqe, fd, first.iov_base, first.iov_len, MSG_WAITALL | MSG_NOSIGNAL);
  } else {
    if (!gathers[fd]) gathers[fd] = calloc(1, sizeof **gathers);
    struct gather *g = gathers[fd];
    g->parts[0] = first;
    size_t count = 1;
    for (int at = following[p->head]; at != NONE && count < PARTS; at = following[at])
      g->parts[count++] = part_of(at, 0);
    g->message = (struct msghdr){.msg_iov = g->parts, .msg_iovlen = count};
    io_uring_prep_sendmsg(sqe, fd, &g->message, MSG_WAITALL | MSG_NOSIGNAL);
  }
  sqe->flags |= file_flags();
  tag(sqe, SEND, fd);
  p->sending = true;
}

// Sends start at the end of a round, when all that the round brought for a peer is known.
static void send_later(int fd) {
  if (peers[fd].pending || peers[fd].sending) return;
  peers[fd].pending = true;
  pending[pending_count++] = fd;
}

static void send_pending(void) {
  for (unsigned i = 0; i < pending_count; i++) {
    peers[pending[i]].pending = false;
    if (peers[pending[i]].head != NONE) send_waiting(pending[i]);
  }
  pending_count = 0;
}

static void give_back(int buffer) {
  io_uring_buf_ring_add(pool, memory + (size_t)buffer * buffer_size, buffer_size,
                        (unsigned short)buffer, (int)buffer_count - 1, (int)given_back++);
}

static void drop_head(struct peer *p) {
  int buffer = p->head;
  p->head = following[buffer];
  p->offset -= p->offset < lengths[buffer] ? p->offset : lengths[buffer];
  held--;
  give_back(buffer);
}

// A peer is closed when nothing is under way on it and its last byte has gone out.
static void close_if_done(int fd) {
  struct peer *p = &peers[fd];
  if (!p->finished || p->receiving || p->sending || p->starved || p->head != NONE) return;
  struct io_uring_sqe *sqe = next_sqe();
  if (direct) io_uring_prep_close_direct(sqe, (unsigned)fd);
  else io_uring_prep_close(sqe, fd);
  tag(sqe, DONE, fd);
}

static void accepted(int listener, const struct io_uring_cqe *cqe) {
  if (cqe->res >= 0 && cqe->res < FDS) {
    peers[cqe->res] = (struct peer){.head = NONE, .tail = NONE};
    arm_receive(cqe->res);
  }
  if (!(cqe->flags & IORING_CQE_F_MORE)) arm_accept(listener);
}

static void received(int fd, const struct io_uring_cqe *cqe) {
  struct peer *p = &peers[fd];
  p->receiving = (cqe->flags & IORING_CQE_F_MORE) != 0;
  if (cqe->res > 0) {
    int buffer = (int)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
    held++;
    lengths[buffer] = (unsigned)cqe->res;
    following[buffer] = NONE;
    if (p->head == NONE) p->head = buffer;
    else following[p->tail] = buffer;
    p->tail = buffer;
    send_later(fd);
    if (!p->receiving && !p->finished) arm_receive(fd);
  } else if (cqe->res == -ENOBUFS) {
    starved[starved_to++ % FDS] = fd;
    p->starved = true;
  } else {
    p->finished = true;
  }
  close_if_done(fd);
}

static void shut_down(int fd) {
  struct io_uring_sqe *sqe = next_sqe();
  io_uring_prep_shutdown(sqe, fd, SHUT_RDWR);
  sqe->flags |= file_flags();
  tag(sqe, DONE, fd);
}

static void sent(int fd, const struct io_uring_cqe *cqe) {
  struct peer *p = &peers[fd];
  p->sending = false;
  if (cqe->res < 0) {
    // The peer is gone: ending both directions ends its receive, which ends it.
    while (p->head != NONE) drop_head(p);
    p->finished = true;
    shut_down(fd);
  } else {
    p->offset += (unsigned)cqe->res;
    while (p->head != NONE && p->offset >= lengths[p->head]) drop_head(p);
    if (p->head != NONE) send_later(fd);
  }
  close_if_done(fd);
}

// As many peers as there are free buffers, in the order in which they ran dry.
static void feed_starved(void) {
  for (unsigned feed = buffer_count - held; feed > 0 && starved_from != starved_to; feed--) {
    int fd = starved[starved_from++ % FDS];
    peers[fd].starved = false;
    if (peers[fd].finished) close_if_done(fd);
    else arm_receive(fd);
  }
}

static void set_up_pool(void) {
  size_t table = buffer_count * sizeof(struct io_uring_buf);
  void *pages = mmap(NULL, table + (size_t)buffer_count * buffer_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) die("mmap");
  pool = pages;
  memory = (char *)pages + table;
  lengths = calloc(buffer_count, sizeof *lengths);
  following = calloc(buffer_count, sizeof *following);
  struct io_uring_buf_reg registration = {.ring_addr = (uint64_t)(uintptr_t)pool,
                                          .ring_entries = buffer_count,
                                          .bgid = GROUP};
  errno = -io_uring_register_buf_ring(&ring, &registration, 0);
  if (errno) die("io_uring_register_buf_ring");
  io_uring_buf_ring_init(pool);
  for (unsigned i = 0; i < buffer_count; i++) give_back((int)i);
  io_uring_buf_ring_advance(pool, (int)given_back);
  given_back = 0;
}

static void set_up_ring(const char *mode) {
  bool defer = !mode || strcmp(mode, "coop") != 0;
  struct io_uring_params params = {.cq_entries = 16384};
  params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER |
                 (defer ? IORING_SETUP_DEFER_TASKRUN : IORING_SETUP_COOP_TASKRUN);
  errno = -io_uring_queue_init_params(2048, &ring, &params);
  if (errno) die("io_uring_setup");
  io_uring_register_ring_fd(&ring);
  errno = direct ? -io_uring_register_files_sparse(&ring, SLOTS) : 0;
  if (errno) die("io_uring_register_files_sparse");
}

int main(int argc, char **argv) {
  const char *count = option_of(argc, argv, "--buffers");
  const char *size = option_of(argc, argv, "--buffer-size");
  const char *files = option_of(argc, argv, "--files");
  direct = files && strcmp(files, "direct") == 0;
  if (count) buffer_count = (unsigned)atoi(count);
  if (size) buffer_size = (unsigned)atoi(size);
  int listener = listen_as_asked(argc, argv);
  set_up_ring(option_of(argc, argv, "--mode"));
  set_up_pool();
  arm_accept(listener);
  for (;;) {
    int error = io_uring_submit_and_wait(&ring, 1);
    if (error < 0 && error != -EINTR && error != -EBUSY) errno = -error, die("submit");
    struct io_uring_cqe *cqe;
    unsigned at, seen = 0;
    io_uring_for_each_cqe(&ring, at, cqe) {
      int fd = (int)(uint32_t)cqe->user_data;
      seen++;
      switch ((enum kind)(cqe->user_data >> 32)) {
      case ACCEPT: accepted(fd, cqe); break;
      case RECV: received(fd, cqe); break;
      case SEND: sent(fd, cqe); break;
      case DONE: break;
      }
    }
    io_uring_cq_advance(&ring, seen);
    if (given_back) io_uring_buf_ring_advance(pool, (int)given_back);
    given_back = 0;
    send_pending();
    feed_starved();
  }
}
