// The load client of the network suites: over epoll, one thread, one core; closed loop or open.
//
// Closed loop: a message goes out when an earlier one is back, and its latency counts from just
// before it is handed to the kernel until its last byte has been read. Open loop: messages are due
// at a fixed rate, and latency counts from that moment on, also while a server that stalls keeps
// them from being sent; a stall is felt by all who would have come meanwhile (otherwise their
// waiting would be omitted: "coordinated omission"). The server's CPU time is read by this program
// itself, at the very edges of the measured window.
#include "load.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define EVENTS 512
// How long before the window the slow counters are read: the queue this leaves is gone by then.
#define SETTLE_NS 50000000u
#define CHECK_NS 100000000u
#define LONG_AGO 0
#define NEVER UINT64_MAX

enum phase phase = WARM_UP;
struct findings found;
int poller;

static const struct transport *transport;
static uint64_t window_from = NEVER, window_to = NEVER;
static uint64_t pace_from, paced;  // open loop: its start, and how many messages were due by now

void finish_message(uint64_t since, uint64_t now) {
  if (phase == MEASURING) found.finished++;
  bool counts = options.rate > 0 ? since >= window_from && since < window_to : phase == MEASURING;
  if (counts) histogram_record(&found.latency, now - since);
}

// ---- the open loop ---------------------------------------------------------------------------

static uint64_t due_ns(uint64_t turn) {
  return pace_from + (uint64_t)((double)turn * (SECOND / options.rate));
}

uint64_t due_at(int connection, uint64_t index) {
  return due_ns(index * (uint64_t)options.connections + (uint64_t)connection);
}

// Issues all that is due, and gives the time until the next; after the window nothing is due.
static uint64_t keep_pace(uint64_t now) {
  for (;;) {
    uint64_t due = due_ns(paced);
    if (due >= window_to) return NEVER;
    if (due > now) return due - now;
    if (due >= window_from) histogram_record(&found.lag, now - due);
    transport->issue((int)(paced++ % (uint64_t)options.connections), due);
    now = clock_ns(CLOCK_MONOTONIC);
  }
}

// ---- the run ---------------------------------------------------------------------------------

static void turn(uint64_t timeout_ns) {
  static struct epoll_event events[EVENTS];
  uint64_t next = options.rate > 0 ? keep_pace(clock_ns(CLOCK_MONOTONIC)) : NEVER;
  if (next < timeout_ns) timeout_ns = next;
  struct timespec timeout = {.tv_sec = (time_t)(timeout_ns / 1000000000u),
                             .tv_nsec = (long)(timeout_ns % 1000000000u)};
  int count = epoll_pwait2(poller, events, EVENTS, &timeout, NULL);
  if (count < 0 && errno != EINTR) fail(EXIT_SYSTEM, "epoll_pwait2: %s.", strerror(errno));
  for (int i = 0; i < count; i++) transport->handle((int)events[i].data.u32, events[i].events);
}

static void run_until(uint64_t end_ns) {
  static uint64_t checked_ns = LONG_AGO;
  for (;;) {
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    if (now >= end_ns) return;
    if (now - checked_ns > CHECK_NS) {
      transport->check(now);
      checked_ns = now;
    }
    turn(end_ns - now < CHECK_NS ? end_ns - now : CHECK_NS);
  }
}

static void drain(void) {
  phase = DRAINING;
  // What was due at the very end of the window may not have gone out yet.
  if (options.rate > 0) keep_pace(clock_ns(CLOCK_MONOTONIC));
  uint64_t checked_ns = LONG_AGO;
  for (;;) {
    uint64_t now = clock_ns(CLOCK_MONOTONIC);
    if (now - checked_ns > CHECK_NS / 10) {
      if (!transport->check(now)) return;
      checked_ns = now;
    }
    turn(CHECK_NS / 10);
  }
}

// A privileged process may raise even the hard limit.
static void allow_descriptors(void) {
  rlim_t needed = (rlim_t)options.connections + 64;
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  if (files.rlim_max < needed) {
    struct rlimit raised = {.rlim_cur = needed, .rlim_max = needed};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return;
    fail(EXIT_LIMIT, "%d connections need %llu descriptors, and this process may open %llu (ulimit "
                     "-n).",
         options.connections, (unsigned long long)needed, (unsigned long long)files.rlim_max);
  }
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

static void take_core(void) {
  if (options.cpu < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)options.cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0)
    fail(EXIT_SYSTEM, "cannot run on CPU %d: %s.", options.cpu, strerror(errno));
}

static void start(void) {
  // Without it the kernel wakes a sleeper up to 50 us late, and the pace would show it.
  prctl(PR_SET_TIMERSLACK, 1);
  poller = epoll_create1(EPOLL_CLOEXEC);
  transport = options.udp ? &datagram : &stream;
  for (int i = 0; i < options.connections; i++) transport->open(i);
  pace_from = clock_ns(CLOCK_MONOTONIC);
  // A churned connection issues its message when it is connected.
  if (options.rate > 0 || options.churn) return;
  for (int i = 0; i < options.connections; i++)
    for (uint64_t k = 0; k < options.pipeline; k++)
      transport->issue(i, clock_ns(CLOCK_MONOTONIC));
}

static void run(void) {
  start();
  run_until(clock_ns(CLOCK_MONOTONIC) + (uint64_t)(options.warmup * SECOND));
  struct counters before = watch_counters(&watched);
  phase = SETTLING;
  run_until(clock_ns(CLOCK_MONOTONIC) + SETTLE_NS);
  struct edge from = watch_edge(&watched);
  phase = MEASURING;
  window_from = from.wall_ns;
  window_to = from.wall_ns + (uint64_t)(options.seconds * SECOND);
  run_until(window_to);
  struct edge to = watch_edge(&watched);
  struct counters after = watch_counters(&watched);
  drain();
  if (found.finished == 0) fail(EXIT_STALLED, "no message came back in the measured window.");
  report(from, to, before, after);
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  allow_descriptors();
  take_core();
  fill_pattern();
  if (options.idle) run_idle();
  else run();
  return 0;
}
