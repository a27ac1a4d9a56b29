// One random pattern that all connections speak, each from a place of its own.
#include "load.h"

static unsigned char pattern[PERIOD + CHUNK];

void fill_pattern(void) {
  uint64_t state = 0x9e3779b97f4a7c15u;
  for (uint32_t i = 0; i < PERIOD; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    pattern[i] = (unsigned char)(state >> 32);
  }
  // The beginning again after the end, so that any stretch of a chunk is contiguous.
  for (uint32_t i = 0; i < CHUNK; i++) pattern[PERIOD + i] = pattern[i];
}

uint32_t pattern_start(uint64_t number) { return (uint32_t)((number * 40503u) % PERIOD); }

const unsigned char *pattern_at(uint64_t place) { return pattern + place % PERIOD; }

size_t first_difference(const unsigned char *expected, const unsigned char *got, size_t length) {
  if (memcmp(expected, got, length) == 0) return length;
  size_t at = 0;
  while (expected[at] == got[at]) at++;
  return at;
}
