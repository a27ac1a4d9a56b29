// Idle connections: opened, accepted, and silent. The server's memory is read before the first and
// after the last, and its CPU time while nothing happens.
#include "load.h"

#include <poll.h>
#include <stdlib.h>

#define POLLED_AT_ONCE 1024

static uint64_t deadline_of_answer(void) {
  return clock_ns(CLOCK_MONOTONIC) + (uint64_t)(options.stall * SECOND);
}

// One message there and back. A listener accepts in order, so everything that connected before is
// accepted as well.
static void probe(void) {
  int fd = open_socket(options.connections, SOCK_STREAM, true);
  unsigned char answer[64];
  if (send(fd, pattern_at(0), sizeof answer, MSG_NOSIGNAL) != sizeof answer)
    fail(EXIT_CLOSED, "the server takes no message: %s.", strerror(errno));
  uint64_t deadline = deadline_of_answer();
  size_t received = 0;
  while (received < sizeof answer) {
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    poll(&wanted, 1, 100);
    ssize_t n = recv(fd, answer + received, sizeof answer - received, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
      fail(EXIT_CLOSED, "the server has closed the connection that asks whether it is there.");
    if (n > 0) received += (size_t)n;
    if (received < sizeof answer && clock_ns(CLOCK_MONOTONIC) > deadline)
      fail(EXIT_STALLED, "no answer for %g s beside idle connections.", options.stall);
  }
  if (first_difference(pattern_at(0), answer, sizeof answer) < sizeof answer)
    fail(EXIT_WRONG_BYTE, "wrong byte in the answer beside idle connections.");
  close(fd);
}

// Nobody has sent anything, so an event on any of them is wrong.
static void check_silence(const int *fds) {
  struct pollfd wanted[POLLED_AT_ONCE];
  for (int from = 0; from < options.connections; from += POLLED_AT_ONCE) {
    int count = options.connections - from;
    if (count > POLLED_AT_ONCE) count = POLLED_AT_ONCE;
    for (int i = 0; i < count; i++)
      wanted[i] = (struct pollfd){.fd = fds[from + i], .events = POLLIN | POLLRDHUP};
    if (poll(wanted, (nfds_t)count, 0) == 0) continue;
    for (int i = 0; i < count; i++)
      if (wanted[i].revents)
        fail(EXIT_CLOSED, "idle connection %d was closed or spoken to by the server.", from + i);
  }
}

static void rest(double seconds) {
  struct timespec time = {.tv_sec = (time_t)seconds};
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * SECOND);
  while (nanosleep(&time, &time) != 0 && errno == EINTR) continue;
}

void run_idle(void) {
  int *fds = calloc((size_t)options.connections, sizeof *fds);
  // What the first connection makes the server load and set up belongs to no connection.
  for (int i = 0; i < 16; i++) probe();
  rest(options.warmup);
  struct counters before = watch_counters(&watched);
  for (int i = 0; i < options.connections; i++) fds[i] = open_socket(i, SOCK_STREAM, true);
  probe();
  rest(options.warmup);
  struct counters after = watch_counters(&watched);
  struct edge from = watch_edge(&watched);
  rest(options.seconds);
  struct edge to = watch_edge(&watched);
  check_silence(fds);

  double grown = (double)after.rss_anon_kib - (double)before.rss_anon_kib;
  double seconds = (double)(to.wall_ns - from.wall_ns) / SECOND;
  double cpu = (double)(to.server_ns - from.server_ns) / SECOND;
  double bytes = grown * 1024 / options.connections;
  if (!options.json) {
    printf("%d idle connections: %.0f bytes of the server's memory each\n", options.connections,
           bytes);
    printf("server busy %.2f %%, anonymous memory %llu KiB, before %llu KiB\n",
           cpu / seconds * 100, (unsigned long long)after.rss_anon_kib,
           (unsigned long long)before.rss_anon_kib);
    return;
  }
  printf("{\"connections\":%d,\"bytesPerConnection\":%.1f,\"seconds\":%.6f,", options.connections,
         bytes, seconds);
  printf("\"server\":{\"cpuSeconds\":%.6f,\"rssAnonKib\":%llu,\"rssAnonBeforeKib\":%llu,"
         "\"rssKib\":%llu}}\n",
         cpu, (unsigned long long)after.rss_anon_kib, (unsigned long long)before.rss_anon_kib,
         (unsigned long long)after.rss_kib);
}
