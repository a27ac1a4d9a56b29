import { type Input, OURS } from './input.ts'
import { method } from './methods.ts'
import { dispatch, opTable, outcomes } from './op-table.ts'
import { constantsImport } from './prep.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'

/** What the methods speak in; `src/ring/types.ts` declares it. */
const TYPES = [
  'BufferPool, Bytes, Call, CallOptions, Fd, FdLike, FlagOptions, Integrity, Lease, Message',
  'Multishot',
  'Outcome, PathLike, Pinned, SocketAddress',
].join(', ')

/** Elsewhere the slots are those of the structs.ts beside it, which may have fields of its own. */
const BEGUN = `
/** An operation between \`begin\` and \`commit\`: its slot of the submission queue. */
export interface Begun {
  readonly sqe: Sqe
}
`

/** `operations.ts`: the promise methods, `OpTable`, and how `issue` and `multishot` dispatch. */
export function emitOperations(input: Input): Promise<Generated> {
  const { types } = input.target
  const atHome = types === OURS.types
  const rows = input.operations.filter((row) => row.face !== 'raw')
  const methods = [BASE_HEAD, ...rows.map(method), '}'].join('\n')
  const text = [methods, opTable(rows), dispatch(rows), outcomes(input.operations)].join('\n')
  const structs = rows.flatMap((row) => row.parameters.flatMap((one) => one.struct ?? []))
  const classes = ['type Sqe', ...new Set(structs)]
  return printFile('operations.ts', input, 'codegen/operations', [
    constantsImport(input, text),
    "import * as prep from './prep.ts'",
    `import { ${classes.join(', ')} } from './structs.ts'`,
    `import type { ${atHome ? `Begun, ${TYPES}` : TYPES} } from '${types}'`,
    atHome ? text : `${BEGUN}${text}`,
  ])
}

const BASE_HEAD = `
/**
 * One method an operation. Every argument is read and checked before a slot is taken; between
 * \`begin\` and \`commit\` no code of the user's runs.
 */
export abstract class RingOperations {
  /** Takes a slot of the ring's ledger and a slot of the submission queue. */
  protected abstract begin(
    op: number, outcome: Outcome, file: FdLike | null,
    pinned: Pinned | readonly Pinned[] | null, call: Call,
  ): Begun
  /** Publishes what \`begin\` took; the promise of its result. */
  protected abstract commit<T>(begun: Begun): Promise<T>
  /** Starts a multishot operation; \`arm\` fills a slot, again each time it must be armed anew. */
  protected abstract stream<T>(
    op: number, each: 'lease' | 'fd' | 'value', file: FdLike | null, pinned: Pinned | null,
    pool: BufferPool | null, call: Call, arm: (sqe: Sqe) => void,
  ): Multishot<T>
  /** The number that goes into the sqe; throws for what is no open descriptor. */
  protected abstract fileOf(fd: FdLike, name: string): number
  /** Whether a descriptor that \`fileOf\` has passed is a slot of the direct table. */
  protected abstract isDirect(fd: FdLike | undefined): boolean
  /** What keeps the operation on a descriptor that is not the submission's own. */
  protected abstract heldOf(fd: FdLike | undefined, name: string): Pinned
  protected abstract directoryOf(at: FdLike | undefined, name: string): number
  protected abstract memoryOf(bytes: Bytes, name: string, filled: boolean): Pinned
  protected abstract fixedOf(lease: Lease, name: string): Pinned
  protected abstract vectorOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned
  protected abstract messageOf(
    pieces: readonly Bytes[], name: string, filled: boolean,
    to?: SocketAddress, control?: Bytes,
  ): Pinned
  protected abstract pathOf(path: PathLike, name: string): Pinned
  protected abstract addressOf(address: SocketAddress, name: string): Pinned
  /** An address that may be left out: nothing then, of no length. */
  protected abstract destinationOf(to: SocketAddress | undefined, name: string): Pinned
  /** Room for an address, which becomes the result; a word with its length lies behind it. */
  protected abstract roomOf(): Pinned
  /** Room for the ends of a pipe, which become the result: plain, or slots of the table. */
  protected abstract endsOf(fileIndex: number): Pinned
  /** A copy of bytes that go into the submission itself; none when left out. */
  protected abstract inlineOf(bytes: Bytes | undefined, name: string): Uint8Array
  protected abstract integrityOf(pi: Integrity, name: string): Pinned
  protected abstract timespecOf(milliseconds: number, name: string): Pinned
  protected abstract structOf(create: (buffer: ArrayBuffer) => object, size: number): Pinned
  protected abstract poolOf(pool: BufferPool | undefined): BufferPool
  /** What goes into the sqe for a slot; 0 for none. Throws if it cannot be filled. */
  protected abstract slotOf(slot: number | boolean | Fd | undefined, name: string): number
  /** What is pinned, and the slots that the operation fills. */
  protected abstract pinsWith(
    pins: Pinned | readonly Pinned[] | null, slot: number, count: number,
  ): Pinned | readonly Pinned[] | null
  /** The number, or what stands in for one left out; throws unless it is whole and fits. */
  protected abstract numberOf(
    value: number | undefined, name: string, kind: 'u8' | 'u16' | 'i32' | 'u32' | 'u64',
    fallback?: number,
  ): number
  protected abstract callOf(options: CallOptions | undefined): Call
`
