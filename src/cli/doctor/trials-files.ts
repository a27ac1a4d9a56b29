import { writeFileSync } from 'node:fs'
import { FileAdvice, MemoryAdvice, Op, OpenFlags } from '../../../generated/constants.ts'
import { OpenHow } from '../../../generated/structs.ts'
import { answers, type Bench } from './bench.ts'

/** Uses an opcode for real, in a way that does no harm. Throws if it does not work. */
export type Trial = (bench: Bench) => Promise<unknown>

const ATTRIBUTE = 'user.uring'

/** A path with a file at it. */
function made(bench: Bench): string {
  const path = bench.path()
  writeFileSync(path, '')
  return path
}

/** A buffer that is registered with the ring. */
async function withRegistered(
  { ring }: Bench,
  use: (lease: NonNullable<ReturnType<ReturnType<typeof ring.createPool>['take']>>) => unknown,
): Promise<void> {
  const pool = ring.createPool({ kind: 'registered', count: 1, size: 64 })
  const lease = pool.take()
  if (lease === null) throw new Error('the pool gave no buffer')
  await use(lease)
  lease.release()
  await pool[Symbol.asyncDispose]()
}

/** Operations on files. */
export const fileTrials = {
  READ: ({ ring, file, buffer, call }) => ring.read(file, buffer, 0, call),
  WRITE: ({ ring, file, buffer, call }) => ring.write(file, buffer, 0, call),
  READV: ({ ring, file, buffer, call }) => ring.readv(file, [buffer], 0, call),
  WRITEV: ({ ring, file, buffer, call }) => ring.writev(file, [buffer], 0, call),
  READ_FIXED: (bench) =>
    withRegistered(bench, (lease) => bench.ring.readFixed(bench.file, lease, 0, bench.call)),
  WRITE_FIXED: (bench) =>
    withRegistered(bench, (lease) => bench.ring.writeFixed(bench.file, lease, 0, bench.call)),
  // No buffer of this index is registered, which is only said by a kernel that knows the opcode.
  READV_FIXED: ({ ring, file, buffer: addr }) =>
    answers(ring.issue(Op.READV_FIXED, { fd: file, addr, len: 1, bufIndex: 9 }), 'EFAULT'),
  WRITEV_FIXED: ({ ring, file, buffer: addr }) =>
    answers(ring.issue(Op.WRITEV_FIXED, { fd: file, addr, len: 1, bufIndex: 9 }), 'EFAULT'),
  READ_MULTISHOT: async (bench) => {
    const [read] = await bench.pipe()
    const stream = bench.ring.readMultishot(read, bench.call)
    const { value } = await stream.next()
    value?.release()
    await stream.return()
  },
  FSYNC: ({ ring, file, call }) => ring.fsync(file, call),
  SYNC_FILE_RANGE: ({ ring, file, call }) => ring.syncFileRange(file, 64, 0, call),
  // Some file systems have none; they say so.
  FALLOCATE: ({ ring, file, call }) => answers(ring.fallocate(file, 0, 0, 64, call), 'EOPNOTSUPP'),
  FTRUNCATE: ({ ring, file, call }) => ring.ftruncate(file, 4096, call),
  FADVISE: ({ ring, file, call }) => ring.fadvise(file, 0, 64, FileAdvice.NORMAL, call),
  MADVISE: ({ ring, call }) => ring.madvise(ring.alloc(4096), MemoryAdvice.NORMAL, call),
  SPLICE: async (bench) => {
    const { ring, file, call } = bench
    const [, write] = await bench.pipe()
    await ring.splice(file, 0, write, -1, 8, call)
  },
  TEE: async (bench) => {
    const [[read], [, write]] = [await bench.pipe(), await bench.pipe()]
    await bench.ring.tee(read, write, 8, bench.call)
  },
  PIPE: async ({ ring, call }) => {
    for (const end of await ring.pipe(call)) await end.close()
  },
  URING_CMD: async (bench) => {
    const [, other] = await bench.pair()
    // What sockets understand came later than the opcode itself.
    await answers(bench.ring.siocinq(other, bench.call), 'EOPNOTSUPP')
  },
} satisfies Readonly<Record<string, Trial>>

/** Operations on paths. */
export const pathTrials = {
  OPENAT: async ({ ring, directory, call }) => {
    const opened = await ring.openat(directory, OpenFlags.DIRECTORY, 0, call)
    await opened.close()
  },
  OPENAT2: async ({ ring, directory, call }) => {
    const how = new OpenHow()
    how.flags = OpenFlags.DIRECTORY
    const opened = await ring.openat2(directory, new Uint8Array(how.view.buffer), call)
    await opened.close()
  },
  CLOSE: async ({ ring, directory, call }) => {
    const opened = await ring.openat(directory, OpenFlags.DIRECTORY, 0, call)
    await opened.close()
  },
  FIXED_FD_INSTALL: async ({ ring, directory, call }) => {
    const slot = ring.slot()
    const direct = await ring.openat(directory, OpenFlags.DIRECTORY, 0, { ...call, slot })
    const plain = await ring.fixedFdInstall(direct, call)
    await plain.close()
    await direct.close()
  },
  FILES_UPDATE: ({ ring }) =>
    // It empties the last slot, which is empty.
    ring.issue(Op.FILES_UPDATE, { addr: Int32Array.of(-1), len: 1, off: 3 }),
  STATX: ({ ring, directory, call }) => ring.statx(directory, call),
  RENAMEAT: (bench) => bench.ring.renameat(made(bench), bench.path(), bench.call),
  UNLINKAT: (bench) => bench.ring.unlinkat(made(bench), bench.call),
  MKDIRAT: (bench) => bench.ring.mkdirat(bench.path(), 0o700, bench.call),
  SYMLINKAT: (bench) => bench.ring.symlinkat('target', bench.path(), bench.call),
  LINKAT: (bench) => bench.ring.linkat(made(bench), bench.path(), bench.call),
  // A file system without attributes says so, one with them that this one is not there.
  FSETXATTR: ({ ring, file, call }) =>
    answers(ring.fsetxattr(file, ATTRIBUTE, Buffer.from('1'), call), 'EOPNOTSUPP'),
  SETXATTR: (bench) =>
    answers(
      bench.ring.setxattr(ATTRIBUTE, Buffer.from('1'), made(bench), bench.call),
      'EOPNOTSUPP',
    ),
  FGETXATTR: ({ ring, file, buffer, call }) =>
    answers(ring.fgetxattr(file, ATTRIBUTE, buffer, call), 'ENODATA', 'EOPNOTSUPP'),
  GETXATTR: ({ ring, directory, buffer, call }) =>
    answers(ring.getxattr(ATTRIBUTE, buffer, directory, call), 'ENODATA', 'EOPNOTSUPP'),
} satisfies Readonly<Record<string, Trial>>
