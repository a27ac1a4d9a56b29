// Sockets: addresses, connecting, being told of events.
#include "load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

struct address read_address(void) {
  struct address to;
  memset(&to, 0, sizeof to);
  if (options.path) {
    to.local.sun_family = AF_UNIX;
    memcpy(to.local.sun_path, options.path, strlen(options.path));
    to.length = sizeof to.local;
  } else if (inet_pton(AF_INET, options.host, &to.v4.sin_addr) == 1) {
    to.v4.sin_family = AF_INET;
    to.v4.sin_port = htons((uint16_t)options.port);
    to.length = sizeof to.v4;
  } else if (inet_pton(AF_INET6, options.host, &to.v6.sin6_addr) == 1) {
    to.v6.sin6_family = AF_INET6;
    to.v6.sin6_port = htons((uint16_t)options.port);
    to.length = sizeof to.v6;
  } else {
    fail(EXIT_USAGE, "--host %s is not an address.", options.host);
  }
  return to;
}

// One source address has 28,000 ports, and each rests for a minute after a close.
static void choose_source(int fd, const struct address *to) {
  static uint32_t opened;
  if (to->any.sa_family != AF_INET || (ntohl(to->v4.sin_addr.s_addr) >> 24) != 127) return;
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(0x7f000001u + opened++ % 200 * 256u);
  int one = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  bind(fd, (struct sockaddr *)&from, sizeof from);
}

int open_socket(int number, int type, bool wait) {
  struct address to = read_address();
  int fd = socket(to.any.sa_family, type | SOCK_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0);
  if (fd < 0) fail(EXIT_SYSTEM, "no socket for connection %d: %s.", number, strerror(errno));
  int one = 1;
  if (type == SOCK_STREAM && to.any.sa_family != AF_UNIX)
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (options.churn) choose_source(fd, &to);
  while (connect(fd, &to.any, to.length) != 0) {
    if (errno == EINPROGRESS) break;
    if (errno == EINTR) continue;
    fail(EXIT_CLOSED, "connection %d is refused: %s.", number, strerror(errno));
  }
  return fd;
}

void watch_socket(int fd, int connection) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                              .data.u32 = (uint32_t)connection};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0)
    fail(EXIT_SYSTEM, "epoll_ctl: %s.", strerror(errno));
}
