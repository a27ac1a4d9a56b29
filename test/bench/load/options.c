// The command line.
#include "load.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>

struct options options = {.host = "127.0.0.1", .connections = 64, .size = 64, .pipeline = 1,
                          .cpu = -1, .warmup = 1, .seconds = 3, .stall = 5, .lost = 1};
struct watch watched;

void fail(int code, const char *format, ...) {
  va_list list;
  va_start(list, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  va_end(list);
  exit(code);
}

static void usage(void) {
  puts("load (--port N [--host ADDRESS] | --unix PATH) [options]\n"
       "  --udp            datagrams; each carries its number, losses are counted\n"
       "  --connections N  connections open at once; sockets with --udp (64)\n"
       "  --size BYTES     bytes a message (64)\n"
       "  --pipeline N     messages in flight on each connection (1)\n"
       "  --rate N         open loop: N messages a second over all connections, sent whether\n"
       "                   answers come or not; latency counts from when a message was due\n"
       "  --warmup S       seconds before the measured window (1)\n"
       "  --seconds S      the measured window (3)\n"
       "  --stall S        seconds without a byte that end the run (5)\n"
       "  --lost S         seconds after which a datagram counts as lost (1)\n"
       "  --churn          connect, one message, close, again; latency from the connect\n"
       "  --idle           open the connections and send nothing: what they cost the server\n"
       "  --cpu N          the core to run on\n"
       "  --watch PID      a server process whose CPU time is read; may be repeated\n"
       "  --json           one line of JSON\n"
       "Ends with 1 for a wrong option, 2 for a wrong byte, 3 for a lost connection, 4 when\n"
       "nothing moves, 5 when a call fails, 6 when this process may not open enough descriptors.");
}

static double number(const char *name, const char *text, double lowest) {
  char *end;
  double value = strtod(text, &end);
  if (*text == 0 || *end != 0 || !(value >= lowest))
    fail(EXIT_USAGE, "--%s takes a number from %g up, not \"%s\".", name, lowest, text);
  return value;
}

static void watch_process_of(const char *text) {
  if (watch_add(&watched, (int)number("watch", text, 1)) != 0)
    fail(EXIT_USAGE, "no process %s to watch.", text);
}

static void check(void) {
  if (!options.path && !options.port) fail(EXIT_USAGE, "--port or --unix is needed; see --help.");
  if (options.udp && (options.path || options.churn || options.idle))
    fail(EXIT_USAGE, "--udp knows no --unix, --churn or --idle.");
  if (options.rate > 0 && (options.churn || options.idle))
    fail(EXIT_USAGE, "--rate knows no --churn or --idle.");
  // A datagram carries its socket and its number, and has to fit into one.
  if (options.udp && (options.size < 8 || options.size > 65507))
    fail(EXIT_USAGE, "--size of a datagram goes from 8 to 65507.");
  if (options.path && strlen(options.path) >= sizeof((struct sockaddr_un){0}).sun_path)
    fail(EXIT_USAGE, "--unix %s is too long for an address.", options.path);
  if (options.churn) options.pipeline = 1;
}

void read_options(int argc, char **argv) {
  enum { HELP = 1 };
  static const struct option names[] = {
      {"host", 1, 0, 'h'},     {"port", 1, 0, 'p'},        {"unix", 1, 0, 'u'},
      {"size", 1, 0, 's'},     {"connections", 1, 0, 'n'}, {"pipeline", 1, 0, 'd'},
      {"rate", 1, 0, 'a'},     {"warmup", 1, 0, 'w'},      {"seconds", 1, 0, 't'},
      {"stall", 1, 0, 'l'},    {"lost", 1, 0, 'o'},        {"cpu", 1, 0, 'c'},
      {"watch", 1, 0, 'x'},    {"json", 0, 0, 'j'},        {"churn", 0, 0, 'r'},
      {"udp", 0, 0, 'g'},      {"idle", 0, 0, 'i'},        {"help", 0, 0, HELP},
      {0, 0, 0, 0}};
  for (int found_option, at; (found_option = getopt_long(argc, argv, "", names, &at)) != -1;) {
    switch (found_option) {
    case 'h': options.host = optarg; break;
    case 'u': options.path = optarg; break;
    case 'p': options.port = (int)number("port", optarg, 1); break;
    case 'n': options.connections = (int)number("connections", optarg, 1); break;
    case 's': options.size = (uint64_t)number("size", optarg, 1); break;
    case 'd': options.pipeline = (uint64_t)number("pipeline", optarg, 1); break;
    case 'a': options.rate = number("rate", optarg, 1); break;
    case 'w': options.warmup = number("warmup", optarg, 0); break;
    case 't': options.seconds = number("seconds", optarg, 0.01); break;
    case 'l': options.stall = number("stall", optarg, 0.05); break;
    case 'o': options.lost = number("lost", optarg, 0.01); break;
    case 'c': options.cpu = (int)number("cpu", optarg, 0); break;
    case 'j': options.json = true; break;
    case 'r': options.churn = true; break;
    case 'g': options.udp = true; break;
    case 'i': options.idle = true; break;
    case 'x': watch_process_of(optarg); break;
    case HELP: usage(); exit(0);
    default: exit(EXIT_USAGE);
    }
  }
  check();
}
