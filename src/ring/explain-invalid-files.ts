/** EINVAL of operations on files: reads, writes, and what is done to files and paths. */
import { AtFlags, Op, OpenFlags, RenameFlags, UIO_MAXIOV } from '../../generated/constants.ts'
import { PAGE } from '../kernel/kernel.ts'
import { flagNames } from '../raw/decode-values.ts'
import { type Failure, isWritable, numberOf, type Rule } from './explain-facts.ts'

/** Blocks of a device whose own size nobody knows are of this size at least. */
const SECTOR = 512

/** Counters are read and written as a whole: a number of 64 bits. */
const COUNTER_BYTES = BigInt64Array.BYTES_PER_ELEMENT

const tooManyPieces: Rule = (f) => {
  const count = f.value('count') ?? 0
  if (count <= UIO_MAXIOV) return null
  return {
    explanation: `"buffers" has ${count} pieces, and the kernel takes ${UIO_MAXIOV} at most`,
    remedy: 'Use fewer pieces, or several operations.',
  }
}

const notTransferable: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || !/epoll|ring|pidfd/.test(fd.kind)) return null
  return {
    explanation: `"fd" ${numberOf(fd)} is ${fd.kind}, which has nothing to read or to write`,
    remedy: 'Check which descriptor it was meant to be.',
  }
}

const smallCounter: Rule = (f) => {
  const fd = f.descriptor()
  const length = f.value('length')
  if (fd === null || length === undefined || length >= COUNTER_BYTES) return null
  if (!/eventfd|timerfd/.test(fd.kind)) return null
  return {
    explanation: `"${memoryName(f)}" is ${length} bytes, and ${fd.kind} wants ${COUNTER_BYTES}`,
    remedy: `Give memory of ${COUNTER_BYTES} bytes.`,
  }
}

/** Direct IO wants its memory, its length and its place in the file in blocks of the device. */
const unaligned: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || fd.flags < 0 || (fd.flags & OpenFlags.DIRECT) === 0) return null
  const block = blockOf(f, fd.value)
  const size = block ?? SECTOR
  const wrong = [
    ['position', f.value('position') ?? 0],
    [`${memoryName(f)}.byteLength`, f.value('length') ?? 0],
    [memoryName(f), f.value('address') ?? 0],
  ] as const
  const found = wrong.find(([, value]) => value > 0 && value % size !== 0)
  if (found === undefined) return null
  const what =
    found[0] === memoryName(f)
      ? `"${found[0]}" does not begin at a multiple of it`
      : `"${found[0]}" is ${found[1]}`
  const known = block === undefined ? 'most likely of 512 bytes' : `of ${size} bytes`
  return {
    explanation: `"fd" was opened with O_DIRECT, which works in blocks ${known}, and ${what}`,
    remedy:
      'Use ring.alloc(), whose memory begins on a page, and whole blocks; or open ' +
      'without O_DIRECT.',
  }
}

/** The block of the device below a descriptor; `undefined` when it has none that anybody knows. */
function blockOf({ system }: Failure, fd: number): number | undefined {
  const mount = /^mnt_id:\s*(\d+)/m.exec(system.readFile(`/proc/self/fdinfo/${fd}`) ?? '')?.[1]
  const mounts = system.readFile('/proc/self/mountinfo') ?? ''
  const device = new RegExp(`^${mount} \\d+ (\\d+:\\d+) `, 'm').exec(mounts)?.[1]
  if (mount === undefined || device === undefined) return undefined
  const base = `/sys/dev/block/${device}`
  const path = '/queue/logical_block_size'
  const text = system.readFile(`${base}${path}`) ?? system.readFile(`${base}/..${path}`)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

/** What the methods call the memory of an operation. */
function memoryName(f: Failure): string {
  return WRITES.includes(f.op) ? 'data' : 'buffer'
}

const WRITES: readonly number[] = [Op.WRITE, Op.WRITE_FIXED, Op.WRITEV, Op.WRITEV_FIXED]

const notSyncable: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || fd.kind === '' || /regular|directory|block/.test(fd.kind)) return null
  return {
    explanation: `"fd" ${numberOf(fd)} is ${fd.kind}, which has no disk to be brought to`,
    remedy: 'Leave it out: there is nothing to wait for.',
  }
}

const noLength: Rule = (f) => {
  if (f.value('length') !== 0) return null
  return { explanation: '"length" is 0', remedy: 'Give the number of bytes, at least 1.' }
}

const notTruncatable: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || fd.kind === '') return null
  if (fd.kind !== 'a regular file') {
    return {
      explanation: `"fd" ${numberOf(fd)} is ${fd.kind}, which has no length`,
      remedy: 'Give a regular file.',
    }
  }
  if (isWritable(fd)) return null
  return {
    explanation: `"fd" ${numberOf(fd)} was not opened for writing`,
    remedy: 'Open it with OpenFlags.RDWR or WRONLY.',
  }
}

const unalignedArea: Rule = (f) => {
  const address = f.value('address') ?? 0
  if (address % PAGE === 0) return null
  return {
    explanation: '"area" does not begin on a page',
    remedy: 'Use memory of ring.alloc(), which does.',
  }
}

const openFlags: Rule = (f) => {
  const flags = f.value('flags') ?? 0
  const all = (bits: number): boolean => (flags & bits) === bits
  if (all(OpenFlags.TMPFILE) && (flags & OpenFlags.ACCMODE) === OpenFlags.RDONLY) {
    return {
      explanation: '"flags" has TMPFILE, and does not say that the file is written',
      remedy: 'Add OpenFlags.RDWR or WRONLY.',
    }
  }
  if (all(OpenFlags.CREAT | OpenFlags.DIRECTORY)) {
    return {
      explanation: '"flags" has CREAT and DIRECTORY, and no directory is made by opening it',
      remedy: 'Use mkdirat().',
    }
  }
  if (!all(OpenFlags.DIRECT)) return null
  return {
    explanation: 'most likely it is "flags": its file system does not have O_DIRECT',
    remedy: 'Leave OpenFlags.DIRECT out.',
  }
}

const renameFlags: Rule = (f) => {
  const flags = f.value('flags') ?? 0
  const { NOREPLACE, EXCHANGE, WHITEOUT } = RenameFlags
  if ((flags & EXCHANGE) !== 0 && (flags & (NOREPLACE | WHITEOUT)) !== 0) {
    return {
      explanation: '"flags" has EXCHANGE together with NOREPLACE or WHITEOUT',
      remedy: 'Leave one of them out.',
    }
  }
  const paths = `${f.path('oldPath')} and ${f.path('newPath')}`
  return {
    explanation:
      'most likely "newPath" lies inside of "oldPath", or one of them ends in a dot: ' + paths,
    remedy: 'Choose a place outside of the directory that moves.',
  }
}

/** What the operations on paths take of the flags that they share. */
function pathFlags(legal: readonly (keyof typeof AtFlags)[]): Rule {
  const allowed = legal.reduce((all, name) => all | AtFlags[name], 0)
  return (f) => {
    const wrong = ((f.value('flags') ?? 0) & ~allowed) >>> 0
    if (wrong === 0) return null
    return {
      explanation:
        `"flags" has ${flagNames(BigInt(wrong), AtFlags)}, which ${f.name} does not ` + 'take',
      remedy: `It takes ${legal.join(' and ')}.`,
    }
  }
}

const removedDot: Rule = (f) => {
  if (!/\/?\.'$/.test(f.path('path'))) return null
  return {
    explanation: `"path" ends in a dot: ${f.path('path')}`,
    remedy: 'Name the directory by its own name.',
  }
}

const noPipe: Rule = (f) => {
  const [source, target] = [f.descriptor('source'), f.descriptor('target')]
  const known = [source, target].map((fd) => fd?.kind ?? '')
  if (known.includes('')) return null
  const needsBoth = f.op === Op.TEE
  const pipes = known.filter((kind) => kind === 'a pipe').length
  if (pipes < (needsBoth ? 2 : 1)) {
    return {
      explanation: `"source" is ${known[0]} and "target" is ${known[1]}: ${
        needsBoth ? 'both must be pipes' : 'one must be a pipe'
      }`,
      remedy: 'Put a pipe between them: ring.pipe().',
    }
  }
  if (target === null || target.flags < 0 || (target.flags & OpenFlags.APPEND) === 0) return null
  return {
    explanation: '"target" was opened with O_APPEND',
    remedy: 'Open it without OpenFlags.APPEND.',
  }
}

const transfers = [tooManyPieces, notTransferable, smallCounter, unaligned]

/** By opcode. */
export const invalidFileRules: Readonly<Record<number, readonly Rule[]>> = {
  [Op.READ]: transfers,
  [Op.READV]: transfers,
  [Op.READ_FIXED]: transfers,
  [Op.READV_FIXED]: transfers,
  [Op.READ_MULTISHOT]: transfers,
  [Op.WRITE]: transfers,
  [Op.WRITEV]: transfers,
  [Op.WRITE_FIXED]: transfers,
  [Op.WRITEV_FIXED]: transfers,
  [Op.FSYNC]: [notSyncable],
  [Op.FALLOCATE]: [noLength],
  [Op.FTRUNCATE]: [notTruncatable],
  [Op.MADVISE]: [unalignedArea],
  [Op.OPENAT]: [openFlags],
  [Op.RENAMEAT]: [renameFlags],
  [Op.UNLINKAT]: [pathFlags(['REMOVEDIR']), removedDot],
  [Op.LINKAT]: [pathFlags(['SYMLINK_FOLLOW', 'EMPTY_PATH'])],
  [Op.SPLICE]: [noPipe],
  [Op.TEE]: [noPipe],
}
