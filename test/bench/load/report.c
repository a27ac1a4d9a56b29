// What a run has found, for people and as JSON.
#include "load.h"

#include <unistd.h>

struct figures {
  double seconds, messages, server, client, other;
  double user, system, steal, voluntary, involuntary;
};

static struct figures reckon(struct edge from, struct edge to, struct counters before,
                             struct counters after) {
  struct figures f;
  f.seconds = (double)(to.wall_ns - from.wall_ns) / SECOND;
  f.server = (double)(to.server_ns - from.server_ns) / SECOND;
  f.client = (double)(to.client_ns - from.client_ns) / SECOND;
  f.messages = (double)found.finished;
  double slow_seconds = (double)(after.wall_ns - before.wall_ns) / SECOND;
  // The slow counters span a little more than the window; rates over their own span are exact.
  double scale = slow_seconds > 0 ? f.seconds / slow_seconds : 0;
  double ticks = (double)sysconf(_SC_CLK_TCK);
  f.user = (double)(after.user_ticks - before.user_ticks) / ticks * scale;
  f.system = (double)(after.system_ticks - before.system_ticks) / ticks * scale;
  f.steal = (double)(after.machine_steal_ticks - before.machine_steal_ticks) / ticks * scale;
  double busy = (double)(after.machine_busy_ticks - before.machine_busy_ticks) / ticks * scale;
  f.other = busy > f.server + f.client ? busy - f.server - f.client : 0;
  f.voluntary = (double)(after.voluntary - before.voluntary) * scale;
  f.involuntary = (double)(after.involuntary - before.involuntary) * scale;
  return f;
}

static double at(const struct histogram *h, double quantile) {
  return (double)histogram_quantile(h, quantile) / 1000.0;
}

static double mean_of(const struct histogram *h) {
  return h->total ? (double)h->sum / (double)h->total / 1000.0 : 0;
}

static void print_text(struct figures f, struct counters after) {
  const struct histogram *h = &found.latency;
  double per = 1e6 / f.messages;
  printf("%.0f messages in %.2f s: %.0f/s; p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, p99.99 %.1f, "
         "max %.1f us\n",
         f.messages, f.seconds, f.messages / f.seconds, at(h, 0.5), at(h, 0.9), at(h, 0.99),
         at(h, 0.999), at(h, 0.9999), (double)h->max / 1000.0);
  if (options.udp)
    printf("%llu datagrams lost of %llu, %llu more late\n",
           (unsigned long long)(found.lost - found.late), (unsigned long long)found.sent,
           (unsigned long long)found.late);
  if (options.rate > 0)
    printf("open loop: the client was p99 %.1f, max %.1f us late to send\n", at(&found.lag, 0.99),
           (double)found.lag.max / 1000.0);
  printf("client CPU %.2f us a message (%.0f %% busy)\n", f.client * per,
         f.client / f.seconds * 100);
  if (watched.count)
    printf("server CPU %.2f us a message (%.0f %% busy), RSS %llu KiB\n", f.server * per,
           f.server / f.seconds * 100, (unsigned long long)after.rss_kib);
}

static void print_json(struct figures f, struct counters after) {
  const struct histogram *h = &found.latency;
  double per = 1e6 / f.messages;
  printf("{\"messages\":%.0f,\"seconds\":%.6f,\"messagesPerSecond\":%.1f,\"bytesPerSecond\":%.0f,",
         f.messages, f.seconds, f.messages / f.seconds,
         f.messages * (double)options.size / f.seconds);
  printf("\"latencyUs\":{\"mean\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,"
         "\"p9999\":%.2f,\"max\":%.2f},",
         mean_of(h), at(h, 0.5), at(h, 0.9), at(h, 0.99), at(h, 0.999), at(h, 0.9999),
         (double)h->max / 1000.0);
  printf("\"timed\":%llu,", (unsigned long long)h->total);
  if (options.udp)
    printf("\"datagrams\":{\"sent\":%llu,\"lost\":%llu,\"late\":%llu},",
           (unsigned long long)found.sent, (unsigned long long)(found.lost - found.late),
           (unsigned long long)found.late);
  if (options.rate > 0)
    printf("\"lagUs\":{\"p99\":%.2f,\"max\":%.2f},", at(&found.lag, 0.99),
           (double)found.lag.max / 1000.0);
  printf("\"client\":{\"cpuSeconds\":%.6f,\"cpuUsPerMessage\":%.4f},", f.client, f.client * per);
  printf("\"server\":{\"cpuSeconds\":%.6f,\"cpuUsPerMessage\":%.4f,\"userSeconds\":%.3f,"
         "\"systemSeconds\":%.3f,\"switchesVoluntary\":%.0f,\"switchesInvoluntary\":%.0f,"
         "\"rssKib\":%llu,\"rssMaxKib\":%llu,\"rssAnonKib\":%llu},",
         f.server, f.server * per, f.user, f.system, f.voluntary, f.involuntary,
         (unsigned long long)after.rss_kib, (unsigned long long)after.rss_max_kib,
         (unsigned long long)after.rss_anon_kib);
  printf("\"otherSeconds\":%.3f,\"stealSeconds\":%.3f}\n", f.other, f.steal);
}

void report(struct edge from, struct edge to, struct counters before, struct counters after) {
  struct figures f = reckon(from, to, before, after);
  if (options.json) print_json(f, after);
  else print_text(f, after);
}
