// C with liburing over UDP: the reference. One multishot recvmsg into a buffer ring, a sendmsg
// straight out of each received buffer to where it came from, one submit-and-wait a round.
//
//   datagram-uring --port 7001
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <stdint.h>
#include <sys/mman.h>

#include "listen.h"

#define GROUP 0
#define BUFFERS 1024u
#define SIZE 4096u
#define RECEIVE UINT64_MAX

static struct io_uring ring;
static struct io_uring_buf_ring *pool;
static char *memory;
static int fd;
static unsigned given_back, held;
static int receiving;
// What the kernel is to leave room for in front of each datagram: the sender's address.
static struct msghdr shape = {.msg_namelen = sizeof(struct sockaddr_in)};
static struct msghdr answers[BUFFERS];
static struct iovec parts[BUFFERS];

static struct io_uring_sqe *next_sqe(void) {
  struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
  if (!sqe) {
    io_uring_submit(&ring);
    sqe = io_uring_get_sqe(&ring);
  }
  return sqe;
}

static char *buffer_at(unsigned id) { return memory + (size_t)id * SIZE; }

static void give_back(unsigned id) {
  io_uring_buf_ring_add(pool, buffer_at(id), SIZE, (unsigned short)id, BUFFERS - 1,
                        (int)given_back++);
}

static void arm_receive(void) {
  struct io_uring_sqe *sqe = next_sqe();
  io_uring_prep_recvmsg_multishot(sqe, fd, &shape, 0);
  sqe->flags |= IOSQE_BUFFER_SELECT;
  sqe->buf_group = GROUP;
  sqe->user_data = RECEIVE;
  receiving = 1;
}

static void answer(unsigned id, int length) {
  struct io_uring_recvmsg_out *out = io_uring_recvmsg_validate(buffer_at(id), length, &shape);
  held++;
  if (!out) {
    held--;
    return give_back(id);
  }
  parts[id] = (struct iovec){io_uring_recvmsg_payload(out, &shape),
                             io_uring_recvmsg_payload_length(out, length, &shape)};
  answers[id] = (struct msghdr){.msg_name = io_uring_recvmsg_name(out),
                                .msg_namelen = out->namelen,
                                .msg_iov = &parts[id],
                                .msg_iovlen = 1};
  struct io_uring_sqe *sqe = next_sqe();
  io_uring_prep_sendmsg(sqe, fd, &answers[id], 0);
  sqe->user_data = id;
}

static void complete(const struct io_uring_cqe *cqe) {
  if (cqe->user_data != RECEIVE) {
    // What could not be sent is lost, as datagrams may be.
    held--;
    return give_back((unsigned)cqe->user_data);
  }
  if (!(cqe->flags & IORING_CQE_F_MORE)) receiving = 0;
  if (cqe->flags & IORING_CQE_F_BUFFER) answer(cqe->flags >> IORING_CQE_BUFFER_SHIFT, cqe->res);
}

static void set_up(void) {
  struct io_uring_params params = {.cq_entries = 16384};
  params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER |
                 IORING_SETUP_DEFER_TASKRUN;
  errno = -io_uring_queue_init_params(2048, &ring, &params);
  if (errno) die("io_uring_setup");
  io_uring_register_ring_fd(&ring);

  size_t table = BUFFERS * sizeof(struct io_uring_buf);
  void *pages = mmap(NULL, table + BUFFERS * (size_t)SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) die("mmap");
  pool = pages;
  memory = (char *)pages + table;
  struct io_uring_buf_reg registration = {.ring_addr = (uint64_t)(uintptr_t)pool,
                                          .ring_entries = BUFFERS,
                                          .bgid = GROUP};
  errno = -io_uring_register_buf_ring(&ring, &registration, 0);
  if (errno) die("io_uring_register_buf_ring");
  io_uring_buf_ring_init(pool);
  for (unsigned i = 0; i < BUFFERS; i++) give_back(i);
}

int main(int argc, char **argv) {
  fd = bind_datagrams(argc, argv);
  set_up();
  for (;;) {
    io_uring_buf_ring_advance(pool, (int)given_back);
    given_back = 0;
    // With all buffers under way, the receive would only end again.
    if (!receiving && held < BUFFERS) arm_receive();
    int error = io_uring_submit_and_wait(&ring, 1);
    if (error < 0 && error != -EINTR && error != -EBUSY) errno = -error, die("submit");
    struct io_uring_cqe *cqe;
    unsigned at, seen = 0;
    io_uring_for_each_cqe(&ring, at, cqe) {
      complete(cqe);
      seen++;
    }
    io_uring_cq_advance(&ring, seen);
  }
}
