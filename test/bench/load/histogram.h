// A log-linear histogram in the manner of HdrHistogram: every power of two is cut into 128 equal
// parts, so a quantile is off by less than 0.8 % from a nanosecond to minutes, and recording is
// a shift and an increment.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define PART_BITS 7
#define PARTS (1u << PART_BITS)
#define OCTAVES 36

struct histogram {
  uint64_t counts[OCTAVES * PARTS];
  uint64_t total;
  uint64_t sum;
  uint64_t max;
};

static inline void histogram_record(struct histogram *h, uint64_t value) {
  unsigned shift = 0;
  if (value >= 2 * PARTS) shift = 63 - __builtin_clzll(value) - PART_BITS;
  // Values below two octaves of parts are kept exactly; above, `value >> shift` lies in [128, 256).
  uint64_t index = (uint64_t)shift * PARTS + (value >> shift);
  if (index >= OCTAVES * PARTS) index = OCTAVES * PARTS - 1;
  h->counts[index]++;
  h->total++;
  h->sum += value;
  if (value > h->max) h->max = value;
}

static inline uint64_t histogram_highest(unsigned index) {
  if (index < 2 * PARTS) return index;
  unsigned shift = index / PARTS - 1;
  return (((uint64_t)(index - shift * PARTS) + 1) << shift) - 1;
}

// The smallest recorded bound that `quantile` of all values do not exceed.
static inline uint64_t histogram_quantile(const struct histogram *h, double quantile) {
  double exact = quantile * (double)h->total;
  uint64_t wanted = (uint64_t)exact;
  if ((double)wanted < exact) wanted++;
  if (wanted == 0) wanted = 1;
  uint64_t seen = 0;
  for (unsigned i = 0; i < OCTAVES * PARTS; i++) {
    seen += h->counts[i];
    if (seen >= wanted) {
      uint64_t bound = histogram_highest(i);
      return bound < h->max ? bound : h->max;
    }
  }
  return h->max;
}

#endif
