// C: copies a file with read and write, or inside the kernel with copy_file_range.
//
//   copy --mode read-write --source F --target F --bytes 1073741824
#define _GNU_SOURCE
#include "program.h"
#include <fcntl.h>
#include <unistd.h>

#define BLOCK 131072
#define MIB 1048576.0

static const char *source_name, *target_name;
static int in_kernel;
static double bytes;
static char block[BLOCK];

static void copy_all(int source, int target) {
  for (;;) {
    ssize_t count = read(source, block, BLOCK);
    must("read", (int)count);
    if (count == 0) return;
    if (write(target, block, (size_t)count) != count) must("write", -1);
  }
}

static void copy_in_kernel(int source, int target) {
  ssize_t count = 1;
  while (count > 0) {
    count = copy_file_range(source, NULL, target, NULL, 1 << 30, 0);
    if (count < 0) must("copy_file_range", -1);
  }
}

static void work(struct counts *counts, double until) {
  while (now() < until) {
    int source = must("open", open(source_name, O_RDONLY));
    int target = must("open", open(target_name, O_WRONLY | O_CREAT | O_TRUNC, 0644));
    if (in_kernel) copy_in_kernel(source, target);
    else copy_all(source, target);
    close(source);
    close(target);
    counts->operations += bytes / MIB;
  }
}

int main(int count, char **words) {
  source_name = text_option(count, words, "--source", "");
  target_name = text_option(count, words, "--target", "");
  in_kernel = strcmp(text_option(count, words, "--mode", "read-write"), "kernel") == 0;
  bytes = option(count, words, "--bytes", MIB);
  return measure(count, words, work);
}
