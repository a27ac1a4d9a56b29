// The load client of the echo suites: closed loop over epoll, one thread, one core.
//
// Every connection speaks its own stretch of one random pattern and checks every byte that comes
// back against the place where it must stand, so a lost, changed, misordered or foreign byte ends
// the run. Latency goes from just before a message is handed to the kernel to the moment its last
// byte has been read. The server's CPU time is read by this program itself, at the very edges
// of the measured window.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "histogram.h"
#include "watch.h"

// A prime period: no message size divides it, so a shifted stream never looks right by accident.
#define PERIOD 65521u
#define CHUNK (256u * 1024u)
#define EVENTS 512
#define SECOND 1000000000.0
// How long before the window the slow counters are read: the queue this leaves is gone by then.
#define SETTLE_NS 50000000u

enum { EXIT_USAGE = 1, EXIT_WRONG_BYTE = 2, EXIT_CLOSED = 3, EXIT_STALLED = 4, EXIT_SYSTEM = 5 };

enum phase { WARM_UP, SETTLING, MEASURING, DRAINING };

struct connection {
  int fd;
  bool connecting;
  uint32_t start;     // where in the pattern this connection's stream begins
  uint64_t sent;      // bytes
  uint64_t received;  // bytes
  uint64_t issued;    // messages
  uint64_t finished;  // messages
  uint64_t moved_ns;  // when a byte last came back, or the connection was opened
  uint64_t *stamps;   // start times of the messages in flight
};

static struct {
  const char *host, *path;
  int port, connections, cpu;
  uint64_t size, pipeline;
  double warmup, seconds, stall;
  bool json, churn;
} options = {.host = "127.0.0.1", .connections = 64, .size = 64, .pipeline = 1, .cpu = -1,
             .warmup = 1, .seconds = 3, .stall = 5};

static unsigned char pattern[PERIOD + CHUNK];
static unsigned char inbox[CHUNK];
static struct connection *connections;
static struct histogram latency;
static struct watch watched;
static enum phase phase = WARM_UP;
static uint64_t measured_messages, opened;
static int poller;

__attribute__((noreturn, format(printf, 2, 3))) static void fail(int code, const char *format,
                                                                 ...) {
  va_list list;
  va_start(list, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  va_end(list);
  exit(code);
}

static int number_of(const struct connection *c) { return (int)(c - connections); }

static void fill_pattern(void) {
  uint64_t state = 0x9e3779b97f4a7c15u;
  for (uint32_t i = 0; i < PERIOD; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    pattern[i] = (unsigned char)(state >> 32);
  }
  // The beginning again after the end, so that any stretch of a chunk is contiguous.
  for (uint32_t i = 0; i < CHUNK; i++) pattern[PERIOD + i] = pattern[i];
}

// ---- connections -----------------------------------------------------------------------------

static int open_socket(const struct connection *c) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
  } to;
  memset(&to, 0, sizeof to);
  socklen_t length;
  if (options.path) {
    to.local.sun_family = AF_UNIX;
    strncpy(to.local.sun_path, options.path, sizeof to.local.sun_path - 1);
    length = sizeof to.local;
  } else if (inet_pton(AF_INET, options.host, &to.v4.sin_addr) == 1) {
    to.v4.sin_family = AF_INET;
    to.v4.sin_port = htons((uint16_t)options.port);
    length = sizeof to.v4;
  } else if (inet_pton(AF_INET6, options.host, &to.v6.sin6_addr) == 1) {
    to.v6.sin6_family = AF_INET6;
    to.v6.sin6_port = htons((uint16_t)options.port);
    length = sizeof to.v6;
  } else {
    fail(EXIT_USAGE, "--host %s is not an address.", options.host);
  }

  // Churn connects without waiting; the steady mode waits, so that the listener's queue is short.
  int type = SOCK_STREAM | SOCK_CLOEXEC | (options.churn ? SOCK_NONBLOCK : 0);
  int fd = socket(to.any.sa_family, type, 0);
  if (fd < 0) fail(EXIT_SYSTEM, "no socket for connection %d: %s.", number_of(c), strerror(errno));
  int one = 1;
  if (to.any.sa_family != AF_UNIX) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (options.churn && to.any.sa_family == AF_INET && (ntohl(to.v4.sin_addr.s_addr) >> 24) == 127) {
    // One source address has 28,000 ports, and each rests for a minute after a close.
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7f000001u + (uint32_t)(opened % 200) * 256u);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    bind(fd, (struct sockaddr *)&from, sizeof from);
  }
  if (connect(fd, &to.any, length) != 0 && errno != EINPROGRESS)
    fail(EXIT_CLOSED, "connection %d is refused: %s.", number_of(c), strerror(errno));
  return fd;
}

static void open_connection(struct connection *c, uint64_t now) {
  c->fd = open_socket(c);
  c->connecting = options.churn;
  c->start = (uint32_t)((opened++ * 40503u) % PERIOD);
  c->sent = c->received = c->issued = c->finished = 0;
  c->moved_ns = now;
  if (options.churn) c->stamps[0] = now;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) != 0)
    fail(EXIT_SYSTEM, "epoll_ctl: %s.", strerror(errno));
}

// ---- messages --------------------------------------------------------------------------------

static void issue(struct connection *c, uint64_t now) {
  // A churned connection's time starts at its connect, which open_connection has noted.
  if (!options.churn) c->stamps[c->issued % options.pipeline] = now;
  c->issued++;
}

static void flush(struct connection *c) {
  uint64_t goal = c->issued * options.size;
  while (c->sent < goal) {
    uint64_t wanted = goal - c->sent < CHUNK ? goal - c->sent : CHUNK;
    const unsigned char *from = pattern + (c->start + c->sent) % PERIOD;
    ssize_t n = send(c->fd, from, wanted, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0)
      fail(EXIT_CLOSED, "connection %d is gone after %llu bytes sent: %s.", number_of(c),
           (unsigned long long)c->sent, strerror(errno));
    c->sent += (uint64_t)n;
  }
}

static void verify(const struct connection *c, size_t length) {
  const unsigned char *expected = pattern + (c->start + c->received) % PERIOD;
  if (c->received + length > c->sent)
    fail(EXIT_WRONG_BYTE, "connection %d got %llu bytes back but has sent only %llu.", number_of(c),
         (unsigned long long)(c->received + length), (unsigned long long)c->sent);
  if (memcmp(expected, inbox, length) == 0) return;
  size_t at = 0;
  while (expected[at] == inbox[at]) at++;
  fail(EXIT_WRONG_BYTE, "wrong byte on connection %d at offset %llu: 0x%02x instead of 0x%02x.",
       number_of(c), (unsigned long long)(c->received + at), inbox[at], expected[at]);
}

static void finish_message(struct connection *c, uint64_t now) {
  uint64_t taken = now - c->stamps[c->finished % options.pipeline];
  c->finished++;
  if (phase == MEASURING) {
    measured_messages++;
    histogram_record(&latency, taken);
  }
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
      finish_message(c, now);
      if (options.churn) return true;
      if (phase != DRAINING) issue(c, now);
    }
    flush(c);
    // A short read has emptied the socket, and the edge for the next byte is still to come.
    if ((size_t)n < CHUNK) return false;
  }
}

static void handle(struct connection *c, uint32_t events) {
  if (c->connecting) {
    if (!(events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) return;
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error)
      fail(EXIT_CLOSED, "connection %d is refused: %s.", number_of(c), strerror(error));
    c->connecting = false;
    issue(c, 0);
  }
  flush(c);
  if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) || !receive(c)) return;
  close(c->fd);
  c->fd = -1;
  if (phase != DRAINING) open_connection(c, clock_ns(CLOCK_MONOTONIC));
}

// ---- the run ---------------------------------------------------------------------------------

static bool is_waiting(const struct connection *c) {
  return c->fd >= 0 && (options.churn || c->finished < c->issued);
}

static bool check_progress(uint64_t now) {
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

static void turn(int timeout_ms) {
  static struct epoll_event events[EVENTS];
  int count = epoll_wait(poller, events, EVENTS, timeout_ms);
  if (count < 0 && errno != EINTR) fail(EXIT_SYSTEM, "epoll_wait: %s.", strerror(errno));
  for (int i = 0; i < count; i++) handle(events[i].data.ptr, events[i].events);
}

static void run_until(uint64_t end_ns) {
  static uint64_t checked_ns;
  for (;;) {
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    if (now >= end_ns) return;
    if (now - checked_ns > 100000000u) {
      check_progress(now);
      checked_ns = now;
    }
    uint64_t left_ms = (end_ns - now) / 1000000u + 1;
    turn(left_ms < 100 ? (int)left_ms : 100);
  }
}

static void start(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  if (options.cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)options.cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
      fail(EXIT_SYSTEM, "cannot run on CPU %d: %s.", options.cpu, strerror(errno));
  }
  fill_pattern();
  poller = epoll_create1(EPOLL_CLOEXEC);
  connections = calloc((size_t)options.connections, sizeof *connections);
  for (int i = 0; i < options.connections; i++) {
    connections[i].stamps = calloc(options.pipeline, sizeof(uint64_t));
    open_connection(connections + i, clock_ns(CLOCK_MONOTONIC));
  }
  if (options.churn) return;
  for (int i = 0; i < options.connections; i++) {
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    connections[i].moved_ns = now;
    for (uint64_t k = 0; k < options.pipeline; k++) issue(connections + i, now);
    flush(connections + i);
  }
}

static void drain(void) {
  phase = DRAINING;
  for (;;) {
    if (!check_progress(clock_ns(CLOCK_MONOTONIC))) return;
    turn(100);
  }
}

static void report(struct edge from, struct edge to, struct counters before,
                   struct counters after) {
  double seconds = (double)(to.wall_ns - from.wall_ns) / SECOND;
  double server = (double)(to.server_ns - from.server_ns) / SECOND;
  double client = (double)(to.client_ns - from.client_ns) / SECOND;
  double messages = (double)measured_messages;
  double per = messages > 0 ? 1e6 / messages : 0;
  double slow_seconds = (double)(after.wall_ns - before.wall_ns) / SECOND;
  // The slow counters span a little more than the window; rates over their own span are exact.
  double scale = slow_seconds > 0 ? seconds / slow_seconds : 0;
  double ticks = (double)sysconf(_SC_CLK_TCK);
  double user = (double)(after.user_ticks - before.user_ticks) / ticks * scale;
  double system = (double)(after.system_ticks - before.system_ticks) / ticks * scale;
  double busy = (double)(after.machine_busy_ticks - before.machine_busy_ticks) / ticks * scale;
  double steal = (double)(after.machine_steal_ticks - before.machine_steal_ticks) / ticks * scale;
  double other = busy - server - client;
#define AT(quantile) ((double)histogram_quantile(&latency, quantile) / 1000.0)
  double mean = latency.total ? (double)latency.sum / (double)latency.total / 1000.0 : 0;
  double max = (double)latency.max / 1000.0;
  double voluntary = (double)(after.voluntary - before.voluntary) * scale;
  double involuntary = (double)(after.involuntary - before.involuntary) * scale;

  if (!options.json) {
    printf("%.0f messages in %.2f s: %.0f/s; p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, "
           "p99.99 %.1f, max %.1f us\n",
           messages, seconds, messages / seconds, AT(0.5), AT(0.9), AT(0.99), AT(0.999),
           AT(0.9999), max);
    printf("client CPU %.2f us a message (%.0f %% busy)\n", client * per, client / seconds * 100);
    if (watched.count)
      printf("server CPU %.2f us a message (%.0f %% busy), RSS %llu KiB\n", server * per,
             server / seconds * 100, (unsigned long long)after.rss_kib);
    return;
  }
  printf("{\"messages\":%.0f,\"seconds\":%.6f,\"messagesPerSecond\":%.1f,\"bytesPerSecond\":%.0f,",
         messages, seconds, messages / seconds, messages * (double)options.size / seconds);
  printf("\"latencyUs\":{\"mean\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,"
         "\"p9999\":%.2f,\"max\":%.2f},",
         mean, AT(0.5), AT(0.9), AT(0.99), AT(0.999), AT(0.9999), max);
  printf("\"client\":{\"cpuSeconds\":%.6f,\"cpuUsPerMessage\":%.4f},", client, client * per);
  printf("\"server\":{\"cpuSeconds\":%.6f,\"cpuUsPerMessage\":%.4f,\"userSeconds\":%.3f,"
         "\"systemSeconds\":%.3f,\"switchesVoluntary\":%.0f,\"switchesInvoluntary\":%.0f,"
         "\"rssKib\":%llu,\"rssMaxKib\":%llu},",
         server, server * per, user, system, voluntary, involuntary,
         (unsigned long long)after.rss_kib, (unsigned long long)after.rss_max_kib);
  printf("\"otherSeconds\":%.3f,\"stealSeconds\":%.3f}\n", other > 0 ? other : 0, steal);
}

static void usage(void) {
  puts("load (--port N [--host ADDRESS] | --unix PATH) [options]\n"
       "  --connections N  connections open at once (64)\n"
       "  --size BYTES     bytes a message (64)\n"
       "  --pipeline N     messages in flight on each connection (1)\n"
       "  --warmup S       seconds before the measured window (1)\n"
       "  --seconds S      the measured window (3)\n"
       "  --stall S        seconds without a byte that end the run (5)\n"
       "  --churn          connect, one message, close, again; latency from the connect\n"
       "  --cpu N          the core to run on\n"
       "  --watch PID      a server process whose CPU time is read; may be repeated\n"
       "  --json           one line of JSON");
}

static double positive(const char *name, const char *text, double lowest) {
  char *end;
  double value = strtod(text, &end);
  if (*text == 0 || *end != 0 || !(value >= lowest))
    fail(EXIT_USAGE, "--%s takes a number from %g up, not \"%s\".", name, lowest, text);
  return value;
}

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"host", 1, 0, 'h'},     {"port", 1, 0, 'p'},    {"unix", 1, 0, 'u'},
      {"connections", 1, 0, 'n'}, {"size", 1, 0, 's'}, {"pipeline", 1, 0, 'd'},
      {"warmup", 1, 0, 'w'},   {"seconds", 1, 0, 't'}, {"stall", 1, 0, 'l'},
      {"cpu", 1, 0, 'c'},      {"watch", 1, 0, 'x'},   {"json", 0, 0, 'j'},
      {"churn", 0, 0, 'r'},    {"help", 0, 0, '?' + 1}, {0, 0, 0, 0}};
  for (int found, at; (found = getopt_long(argc, argv, "", names, &at)) != -1;) {
    switch (found) {
    case 'h': options.host = optarg; break;
    case 'u': options.path = optarg; break;
    case 'p': options.port = (int)positive("port", optarg, 1); break;
    case 'n': options.connections = (int)positive("connections", optarg, 1); break;
    case 's': options.size = (uint64_t)positive("size", optarg, 1); break;
    case 'd': options.pipeline = (uint64_t)positive("pipeline", optarg, 1); break;
    case 'w': options.warmup = positive("warmup", optarg, 0); break;
    case 't': options.seconds = positive("seconds", optarg, 0.01); break;
    case 'l': options.stall = positive("stall", optarg, 0.05); break;
    case 'c': options.cpu = (int)positive("cpu", optarg, 0); break;
    case 'j': options.json = true; break;
    case 'r': options.churn = true; break;
    case 'x':
      if (watch_add(&watched, (int)positive("watch", optarg, 1)) != 0)
        fail(EXIT_USAGE, "no process %s to watch.", optarg);
      break;
    case '?' + 1: usage(); exit(0);
    default: exit(EXIT_USAGE);
    }
  }
  if (!options.path && !options.port) fail(EXIT_USAGE, "--port or --unix is needed; see --help.");
  if (options.churn) options.pipeline = 1;
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  start();
  uint64_t warm_ns = clock_ns(CLOCK_MONOTONIC) + (uint64_t)(options.warmup * SECOND);
  run_until(warm_ns);
  struct counters before = watch_counters(&watched);
  phase = SETTLING;
  run_until(clock_ns(CLOCK_MONOTONIC) + SETTLE_NS);
  struct edge from = watch_edge(&watched);
  phase = MEASURING;
  run_until(from.wall_ns + (uint64_t)(options.seconds * SECOND));
  struct edge to = watch_edge(&watched);
  struct counters after = watch_counters(&watched);
  drain();
  if (measured_messages == 0) fail(EXIT_STALLED, "no message came back in the measured window.");
  report(from, to, before, after);
  return 0;
}
