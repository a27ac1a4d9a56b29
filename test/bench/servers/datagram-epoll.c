// C with epoll over UDP: one recvfrom and one sendto a datagram, or with --mode batch recvmmsg and
// sendmmsg for up to 64 of them.
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <sys/epoll.h>

#include "listen.h"

#define BATCH 64
#define SIZE 65536

static char memory[BATCH][SIZE];

static void echo_singly(int fd) {
  for (;;) {
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    ssize_t n = recvfrom(fd, memory[0], SIZE, 0, (struct sockaddr *)&from, &length);
    if (n < 0) return;
    // What the socket does not take is lost, as datagrams may be.
    sendto(fd, memory[0], (size_t)n, 0, (struct sockaddr *)&from, length);
  }
}

static void echo_batches(int fd) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  static struct sockaddr_in from[BATCH];
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){memory[i], SIZE};
      messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                            .msg_namelen = sizeof from[i],
                                            .msg_iov = &parts[i],
                                            .msg_iovlen = 1};
    }
    int count = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
    if (count <= 0) return;
    for (int i = 0; i < count; i++) parts[i].iov_len = messages[i].msg_len;
    for (int sent = 0; sent < count;) {
      int n = sendmmsg(fd, messages + sent, (unsigned)(count - sent), MSG_DONTWAIT);
      sent += n > 0 ? n : 1;
    }
    if (count < BATCH) return;
  }
}

int main(int argc, char **argv) {
  const char *mode = option_of(argc, argv, "--mode");
  bool batch = mode && strcmp(mode, "batch") == 0;
  int fd = bind_datagrams(argc, argv);
  int poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  for (;;) {
    if (epoll_wait(poller, &event, 1, -1) < 1) continue;
    if (batch) echo_batches(fd);
    else echo_singly(fd);
  }
}
