// What the C servers share: the options --port N or --unix PATH, and a listening socket
// that does not block, because a connection may be reset before it is accepted.
#ifndef LISTEN_H
#define LISTEN_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline const char *option_of(int argc, char **argv, const char *name) {
  for (int i = 1; i + 1 < argc; i++)
    if (strcmp(argv[i], name) == 0) return argv[i + 1];
  return NULL;
}

static inline struct sockaddr_in address_of(int argc, char **argv) {
  const char *port = option_of(argc, argv, "--port");
  struct sockaddr_in any = {.sin_family = AF_INET};
  any.sin_port = htons((unsigned short)atoi(port ? port : "7001"));
  return any;
}

static inline int listen_as_asked(int argc, char **argv) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  const char *path = option_of(argc, argv, "--unix");
  int fd, one = 1;
  if (path) {
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    strncpy(local.sun_path, path, sizeof local.sun_path - 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&local, sizeof local) != 0) die("bind");
  } else {
    struct sockaddr_in any = address_of(argc, argv);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    // Accepted sockets inherit it, which saves a call for each.
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("bind");
  }
  if (listen(fd, 4096) != 0) die("listen");
  return fd;
}

static inline int bind_datagrams(int argc, char **argv) {
  struct sockaddr_in any = address_of(argc, argv);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("bind");
  return fd;
}

#endif
