/** The sentences of the guide page, and its programs: one read, three times. */

export const introduction =
  'If you know liburing, you know most of this package: `uring-sdk/raw` is its model with the same names, and the `Ring` is the same operations as promises. This page puts every function of liburing beside what takes its place.'

export const inC = `struct io_uring ring;
io_uring_queue_init(8, &ring, 0);

struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
io_uring_prep_read(sqe, fd, buffer, sizeof(buffer), 0);
io_uring_sqe_set_data64(sqe, 42);
io_uring_submit_and_wait(&ring, 1);

unsigned head, count = 0;
struct io_uring_cqe *cqe;
io_uring_for_each_cqe(&ring, head, cqe) {
  printf("%llu: %d bytes\\n", cqe->user_data, cqe->res);
  count++;
}
io_uring_cq_advance(&ring, count);
io_uring_queue_exit(&ring);`

export const inRaw = `import { openSync } from 'node:fs'
import { allocate, prep, RawRing } from 'uring-sdk/raw'

const fd = openSync('package.json', 'r')
const memory = allocate(4096)
const ring = new RawRing({ entries: 8 })

const sqe = ring.sq.next()
if (sqe === null) throw new Error('the queue is full')
prep.read(sqe, fd, memory.address, memory.bytes.length, 0, 0)
sqe.userDataLow = 42
ring.submitAndWait(1)

const { cq } = ring
const tail = cq.acquire()
for (let at = cq.head; at !== tail; at = cq.next(at)) {
  console.log(\`\${cq.userDataLow(at)}: \${cq.res(at)} bytes\`)
}
cq.release(tail)
ring.close()`

export const inRing = `import { openSync } from 'node:fs'
import { Ring } from 'uring-sdk'

const fd = openSync('package.json', 'r')
const ring = new Ring()
const buffer = new Uint8Array(4096)
const count = await ring.read(fd, buffer, 0)
console.log(\`\${count} bytes\`)
await ring.close()`

/** What is different everywhere: items of a list. */
export const unlike: readonly string[] = [
  '**First `prep`, then flags and user data.** Every function of `prep` clears the whole slot before it fills it, `sqe.flags` and user data included. liburing clears part of it when the slot is taken, and user data never.',
  '**Constants** lose their prefix and keep their spelling: `IORING_SETUP_SQPOLL` is `SetupFlags.SQPOLL`, `IOSQE_IO_LINK` is `SqeFlags.IO_LINK`, `IORING_OP_RECV` is `Op.RECV`. The doc of each carries the C name, so that a search leads there.',
  '**No second helper for a flag.** `prep.read` has the `RWF_*` flags as its last argument, and so have the others: 0 for none. Nor is there one for `AT_FDCWD`: `prep.openat(sqe, AT_FDCWD, …)`.',
  '**Memory has an address** when it comes from `allocate()`; in the raw face it must stay reachable until the final completion. The Ring takes any `ArrayBufferView` and keeps it alive.',
  '**64 bits are numbers**, exact below 2^53, and -1 is all ones. User data is two words of 32 bits: below, `data.low` and `data.high` are the halves of what C has as one number.',
  '**Slots** of the direct table count from 0, as in C; -1 or `FILE_INDEX_ALLOC` lets the kernel choose. In the Ring an `Fd` is plain or direct, and `FIXED_FILE` is set for you.',
  "**Errors.** In the raw face `res` is a negative errno, as in C; what fails at once throws a `UringError`. In the Ring an operation rejects with one: `code` is `'ECONNRESET'`, `errno` negative.",
  '**No process forks with a ring**, and a ring belongs to the thread that made it: make one in each Worker.',
]

/** What stands above the tables of submissions; the counts are put in. */
export const filling = {
  compared:
    'liburing {release} exports {helpers} helpers named `io_uring_prep_*` and {setters} that set a single field. A test calls every one of them, and ours with the same random arguments, and compares the bytes: where nothing else is said below the table, they are the same.',
  columns:
    'In the column of the Ring are the arguments that must be given. Every method takes an options bag besides (`{ flags, signal, timeout, … }`), and one whose name ends in `Multishot` gives an async iterable. Where the column is empty, the reason stands below the table.',
}

export const beyond = 'In C these are filled by hand, field by field.'

export const otherwise =
  '`ring` is a `RawRing` in the second column and a `Ring` in the third; `buffers` is a `BufferRing`, `pool` a `BufferPool`, `lease` a `Lease`, `region` a `WaitRegion`. An empty cell means that there is nothing to call.'
