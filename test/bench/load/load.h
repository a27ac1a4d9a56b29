// What the parts of the load client share. load.c is the run: its phases, its loop, the pace of
// the open loop. A transport (stream.c, datagram.c, idle.c) says what a message is.
#ifndef LOAD_H
#define LOAD_H

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "histogram.h"
#include "watch.h"

// A prime period: no message size divides it, so a shifted stream never looks right by accident.
#define PERIOD 65521u
#define CHUNK (256u * 1024u)
#define SECOND 1000000000.0

enum {
  EXIT_USAGE = 1,
  EXIT_WRONG_BYTE = 2,
  EXIT_CLOSED = 3,
  EXIT_STALLED = 4,
  EXIT_SYSTEM = 5,
  EXIT_LIMIT = 6,
};

enum phase { WARM_UP, SETTLING, MEASURING, DRAINING };

struct options {
  const char *host, *path;
  int port, connections, cpu;
  uint64_t size, pipeline;
  double warmup, seconds, stall, lost, rate;
  bool json, churn, udp, idle;
};

extern struct options options;
extern struct watch watched;
extern enum phase phase;
extern int poller;

// What a run has found. In the open loop a message belongs to the window in which it was due, so
// its latency counts even if it comes back after the window; for messages per second and CPU time,
// here as in the closed loop, it belongs to the window in which it came back.
struct findings {
  struct histogram latency;
  struct histogram lag;  // open loop: how late this program itself was to send
  uint64_t finished;     // messages that came back in the window
  uint64_t sent, lost, late;  // datagrams, over the whole run
};
extern struct findings found;

struct transport {
  void (*open)(int connection);
  // A message that is due now, or was at `due_ns` and this program is late.
  void (*issue)(int connection, uint64_t due_ns);
  void (*handle)(int connection, uint32_t events);
  // Whether something is still to come back; ends the run when it does not.
  bool (*check)(uint64_t now);
};
extern const struct transport stream, datagram;

__attribute__((noreturn, format(printf, 2, 3))) void fail(int code, const char *format, ...);
void read_options(int argc, char **argv);

// Open loop: when message `index` of a connection is due. Connections take turns.
uint64_t due_at(int connection, uint64_t index);
// A message that was handed to the kernel, or should have been, at `since` is back.
void finish_message(uint64_t since, uint64_t now);

void fill_pattern(void);
uint32_t pattern_start(uint64_t number);
const unsigned char *pattern_at(uint64_t place);
// The place of the first difference, or `length`.
size_t first_difference(const unsigned char *expected, const unsigned char *got, size_t length);

struct address {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
  };
  socklen_t length;
};
struct address read_address(void);
int open_socket(int number, int type, bool wait);
void watch_socket(int fd, int connection);

// Opens connections and sends nothing on them, to see what they cost their server.
void run_idle(void);
void report(struct edge from, struct edge to, struct counters before, struct counters after);

#endif
