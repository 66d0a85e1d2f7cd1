/* rounds: the most that one thread can do for fan-out to one room on Linux, in rounds as this server does it: one epoll loop;
 * every line that is read is framed once, into a log; each turn gives 64 clients all that the log holds beyond what they have
 * got, one send() each, then looks for input again. No names beyond the first line, no commands, no queues, no drops, no
 * checks: a client that does not read misses what does not fit. It is a bound to measure against, and no chat server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SHARE = 64, CLIENTS = 200000, LOG = 1 << 26, LINE = 4096, NAME = 20, EVENTS = 1024 };

static struct client {
  int named, place; /* its place among the members */
  char name[NAME];
  int name_length;
  char rest[LINE]; /* of a line that has not ended yet */
  int rest_length;
  uint64_t at; /* up to where it has been given the log */
} *clients; /* by descriptor; untouched pages cost nothing */

static char *text; /* the log holds the bytes base..end, at text[x - base] */
static uint64_t base, end;
static int *members, count, cursor;
static uint64_t goal; /* where the log ended when this round began */

static void put(const char *bytes, size_t length) {
  if (end - base + length > LOG) abort();
  memcpy(text + (end - base), bytes, length);
  end += length;
}

static void place(int fd, int at) {
  members[at] = fd;
  clients[fd].place = at;
}

static void take(int fd, const char *line, int length) {
  struct client *one = &clients[fd];
  if (one->named) {
    put(one->name, one->name_length);
    put(": ", 2);
    put(line, length);
    put("\n", 1);
    return;
  }
  char news[64];
  one->named = 1;
  one->name_length = length > NAME ? NAME : length;
  memcpy(one->name, line, one->name_length);
  send(fd, "OK\n", 3, MSG_NOSIGNAL);
  one->at = end;
  place(fd, count++);
  put(news, snprintf(news, sizeof news, "SYSTEM: %.*s joined\n", one->name_length, one->name));
}

/** Those who have had their turn in this round stay in front of those who have not. */
static void leave(int fd) {
  int gap = clients[fd].place;
  if (gap < cursor) {
    place(members[--cursor], gap);
    gap = cursor;
  }
  place(members[--count], gap);
}

static void receive(int fd) {
  static char input[1 << 16];
  struct client *one = &clients[fd];
  ssize_t length = recv(fd, input, sizeof input, 0);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) {
    if (one->named) leave(fd);
    close(fd);
    return;
  }
  for (char *from = input, *stop = input + length; from < stop;) {
    char *newline = memchr(from, '\n', stop - from);
    int part = (newline ? newline : stop) - from;
    if (newline && one->rest_length == 0) take(fd, from, part);
    else {
      if (one->rest_length + part < LINE) {
        memcpy(one->rest + one->rest_length, from, part);
        one->rest_length += part;
      }
      if (!newline) return;
      take(fd, one->rest, one->rest_length);
      one->rest_length = 0;
    }
    from = newline + 1;
  }
}

static void welcome(int listener, int loop) {
  int fd, one = 1;
  while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    memset(&clients[fd], 0, sizeof *clients);
    epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
    send(fd, "Enter username:\n", 16, MSG_NOSIGNAL);
  }
}

static void begin_round(void) {
  if (goal - base > LOG / 8) {
    memmove(text, text + (goal - base), end - goal); /* all have what came before */
    base = goal;
  }
  goal = end;
  cursor = 0;
}

static void serve(void) {
  for (int served = 0; served < SHARE;) {
    if (cursor >= count) {
      if (goal >= end || count == 0) return;
      begin_round();
    }
    int fd = members[cursor++];
    struct client *one = &clients[fd];
    if (one->at >= end) continue;
    send(fd, text + (one->at - base), end - one->at, MSG_NOSIGNAL | MSG_DONTWAIT);
    one->at = end;
    served++;
  }
}

int main(void) {
  clients = calloc(CLIENTS, sizeof *clients);
  members = malloc(CLIENTS * sizeof *members);
  text = malloc(LOG);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max < CLIENTS ? files.rlim_max : CLIENTS; /* no descriptor is beyond the table */
  setrlimit(RLIMIT_NOFILE, &files);

  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), loop = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  if (bind(listener, (void *)&address, size) || listen(listener, 4096) || getsockname(listener, (void *)&address, &size)) {
    perror("listen");
    return 1;
  }
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  int port = ntohs(address.sin_port);
  fprintf(stderr, "chat is on 127.0.0.1:%d; connect with: nc 127.0.0.1 %d\n", port, port);

  for (;;) {
    static struct epoll_event events[EVENTS];
    int ready = epoll_wait(loop, events, EVENTS, cursor < count || goal < end ? 0 : -1);
    for (int each = 0; each < ready; each++) {
      int fd = events[each].data.fd;
      if (fd == listener) welcome(listener, loop);
      else receive(fd);
    }
    serve();
  }
}
