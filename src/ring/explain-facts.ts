/**
 * What can be found out about a failed operation: its submission, its descriptor, its ring. Nothing
 * here runs before something has failed, and nothing is asked that no rule wants to know.
 */
import { fstatSync, readlinkSync, type Stats } from 'node:fs'
import { OpenFlags, SocketLevel, type SocketOption, SqeFlags } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import type { Sqe } from '../../generated/structs.ts'
import type { ErrorDetails } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type NamedArguments, namedArguments } from '../raw/decode-named.ts'
import { opName } from '../raw/decode-values.ts'
import { type System, thisSystem } from '../system.ts'
import { slotOf } from './debug.ts'
import type { Operation } from './operation.ts'
import { PinnedView } from './stable.ts'
import { PinnedText } from './text.ts'
import type { Pinned } from './types.ts'

/** Two sentences: what is wrong, and what to do about it. */
export type Explained = Pick<ErrorDetails, 'explanation' | 'remedy'>

/** Says what is wrong if it is the one thing that it knows of, else `null`. */
export type Rule = (f: Failure) => Explained | null

/** What a rule may want to know of the ring. */
export interface RingFacts {
  readonly kernel: Kernel
  readonly fd: number
  readonly setupFlags: number
  readonly broken: Error | null
}

/** A descriptor, as it is now: it may have been closed since, or be another one. */
export interface Descriptor {
  readonly value: number
  /** A slot of the ring's direct table. */
  readonly direct: boolean
  /** `undefined` when nobody knows. */
  readonly open: boolean | undefined
  /** `socket`, `a pipe`: with its article; `''` when nobody knows. */
  readonly kind: string
  /** Flags of open(2) that it has; -1 when nobody knows. */
  readonly flags: number
}

/** Descriptors whose kind stands in the name of their link, by that name. */
const ANONYMOUS: readonly (readonly [RegExp, string])[] = [
  [/\[eventpoll\]/, 'an epoll descriptor'],
  [/\[eventfd\]/, 'an eventfd'],
  [/\[timerfd\]/, 'a timerfd'],
  [/\[signalfd\]/, 'a signalfd'],
  [/\[io_uring\]/, 'a ring'],
  [/\[pidfd\]/, 'a pidfd'],
  [/inotify/, 'an inotify descriptor'],
  [/^\/memfd:/, 'a memfd'],
]

/** A failed operation, and what is to be known of it. */
export class Failure {
  readonly op: number
  /** Member of `Op`. */
  readonly name: string
  readonly errno: number
  /** Its submission; `null` when its slot was given to another operation meanwhile. */
  readonly sqe: Sqe | null
  readonly ring: RingFacts
  readonly system: System
  readonly #o: Operation
  #named: NamedArguments | null = null

  constructor(o: Operation, errno: number, system: System = thisSystem) {
    this.#o = o
    this.op = o.op
    this.name = opName(o.op)
    this.errno = errno
    this.sqe = slotOf(o)
    this.ring = o.ring
    this.system = system
  }

  /** Whether there is a kernel behind it that can be asked. */
  get canAsk(): boolean {
    const { kernel, broken } = this.ring
    return broken === null && (kernel.name === 'addon' || kernel.name === 'koffi')
  }

  /** Arguments by their names; none when the submission is not there any more. */
  get named(): NamedArguments {
    this.#named ??= this.sqe === null ? { variant: undefined, list: [] } : namedArguments(this.sqe)
    return this.#named
  }

  /** The argument of that name; `undefined` when there is none, or nobody knows. */
  value(name: string): number | undefined {
    return this.named.list.find((argument) => argument.name === name)?.value
  }

  /** Whether the submission has one of these `SqeFlags`. */
  has(flags: number): boolean {
    return this.sqe !== null && (this.sqe.flags & flags) !== 0
  }

  /** Memory that it pins, and that lies at the address of that name. */
  pinned(name: string): Pinned | undefined {
    const { pinned } = this.#o
    const pins: readonly Pinned[] = pinned === null ? [] : [pinned].flat()
    const address = this.value(name)
    return pins.find((pin) => pin.address === address && address !== 0)
  }

  /** `'/no/such/file'`: a path as it was given; `''` when nobody knows. */
  path(name: string): string {
    const pin = this.pinned(name)
    return pin instanceof PinnedText ? `'${pin.text}'` : ''
  }

  /** The descriptor of that name; `null` when nobody knows its number. */
  descriptor(name = 'fd'): Descriptor | null {
    const argument = this.named.list.find((one) => one.name === name)
    const { file } = this.#o
    const value = argument?.value ?? (name === 'fd' ? file?.value : undefined)
    if (value === undefined || value < 0) return null
    const direct = name === 'fd' && (file?.direct ?? this.has(SqeFlags.FIXED_FILE))
    return direct ? this.#slot(value) : this.#plain(value)
  }

  #slot(value: number): Descriptor {
    const table = this.table()
    const open = table === null ? undefined : table.filled.has(value)
    return { value, direct: true, open, kind: '', flags: -1 }
  }

  #plain(value: number): Descriptor {
    const unknown = { value, direct: false, open: undefined, kind: '', flags: -1 }
    if (!this.canAsk) return unknown
    const info = this.system.readFile(`/proc/self/fdinfo/${value}`)
    if (info === undefined) {
      // Without /proc nothing can be told, not even that it is not there.
      return this.system.readFile('/proc/self/stat') === undefined
        ? unknown
        : { ...unknown, open: false }
    }
    const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1]
    return {
      value,
      direct: false,
      open: true,
      kind: kindOf(value),
      flags: flags === undefined ? -1 : Number.parseInt(flags, 8),
    }
  }

  /** The ring's table of direct descriptors; `null` when nobody knows. */
  table(): { readonly slots: number; readonly filled: ReadonlySet<number> } | null {
    const info = this.#ringInfo()
    const head = /^UserFiles:\s*(\d+)$/m.exec(info ?? '')
    if (info === undefined || head === null) return null
    const rest = info.slice(head.index + head[0].length + 1).split('\n')
    const end = rest.findIndex((line) => !/^\s+\d+:/.test(line))
    const lines = rest.slice(0, end).filter((line) => !line.endsWith('<none>'))
    const filled = new Set(lines.map((line) => Number.parseInt(line, 10)))
    return { slots: Number(head[1]), filled }
  }

  /** Whether a personality is registered with the ring; `undefined` when nobody knows. */
  hasPersonality(id: number): boolean | undefined {
    const info = this.#ringInfo()
    if (info === undefined || !info.includes('UserFiles:')) return undefined
    const part = /^Personalities:\n([^]*?)^[A-Z]\w+:/m.exec(info)?.[1] ?? ''
    return new RegExp(`^\\s*${id}$`, 'm').test(part)
  }

  #ringInfo(): string | undefined {
    return this.canAsk ? this.system.readFile(`/proc/self/fdinfo/${this.ring.fd}`) : undefined
  }

  /** An option of the socket; `undefined` when it is none, or nobody knows. */
  socketOption(option: SocketOption): number | undefined {
    const fd = this.descriptor()
    if (fd === null || fd.direct || fd.open !== true) return undefined
    const memory = new Int32Array([0, Int32Array.BYTES_PER_ELEMENT])
    const pin = new PinnedView(this.ring.kernel, memory)
    const [value, level] = [pin.address, SocketLevel.SOCKET]
    const length = pin.address + Int32Array.BYTES_PER_ELEMENT
    const call = this.ring.kernel.syscall(
      Syscall.getsockopt,
      fd.value,
      level,
      option,
      value,
      length,
    )
    return call < 0 ? undefined : memory[0]
  }
}

/** Whether it can be read from; `true` when nobody knows. */
export function isReadable(fd: Descriptor): boolean {
  return fd.flags < 0 || (fd.flags & OpenFlags.ACCMODE) !== OpenFlags.WRONLY
}

/** Whether it can be written to; `true` when nobody knows. */
export function isWritable(fd: Descriptor): boolean {
  return fd.flags < 0 || (fd.flags & OpenFlags.ACCMODE) !== OpenFlags.RDONLY
}

/** `fd 9`, `slot 3`: a descriptor as a sentence calls it, behind the name of its argument. */
export function numberOf(fd: Descriptor): string {
  return `(${fd.direct ? 'slot ' : ''}${fd.value})`
}

function kindOf(fd: number): string {
  const target = linkOf(fd)
  const known = ANONYMOUS.find(([pattern]) => pattern.test(target))
  if (known !== undefined) return known[1]
  const stats = statsOf(fd)
  if (stats?.isFile() === true) return 'a regular file'
  if (stats?.isDirectory() === true) return 'a directory'
  if (stats?.isSocket() === true) return 'a socket'
  if (stats?.isFIFO() === true) return 'a pipe'
  if (stats?.isCharacterDevice() === true) return 'a character device'
  if (stats?.isBlockDevice() === true) return 'a block device'
  return target.startsWith('anon_inode:') ? `an ${target}` : ''
}

function linkOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

function statsOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd)
  } catch {
    return undefined
  }
}
