/** Submissions and completions as one readable line each: for errors, logs and whoever debugs. */
import { CQE_BUFFER_SHIFT, CqeFlags } from '../../generated/constants.ts'
import { wideOpcodes } from '../../generated/decode.ts'
import { CQE_BIG_CQE_LOW, CQE_FLAGS, CQE_RES, CQE_SIZE } from '../../generated/rings.ts'
import { CQE_USER_DATA_HIGH, CQE_USER_DATA_LOW } from '../../generated/rings.ts'
import { Cqe, Sqe } from '../../generated/structs.ts'
import { errnoName, rangeError } from '../errors.ts'
import { CompletionQueue } from './completion-queue.ts'
import { submissionWords } from './decode-arguments.ts'
import { flagNames, hex, userDataText } from './decode-values.ts'

/**
 * A submission as one line: `#17 RECV fd=9 group=0 MULTISHOT`. First the user data (`#17`, or
 * `#17:0x51` where the high word is not 0), then the opcode (`OP_70` for one that has no name
 * here), the arguments by the names of the `prep` function that fits best, what no such function
 * writes by the name of its field, the variant, the submission's flags, the personality.
 * `fd=slot:3` is a direct descriptor. Addresses, flags and slots that may be 0 are left out when
 * they are.
 *
 * For debugging: it allocates, and it prints addresses of memory.
 *
 * @param submission 64 bytes, or 128 of a ring with SQE128; or a slot, of which 64 bytes are read
 *   unless its opcode always has 128. A RangeError for fewer bytes.
 */
export function decodeSqe(submission: Uint8Array | Sqe): string {
  const bytes = submission instanceof Sqe ? bytesOf(submission) : submission
  if (bytes.byteLength < Sqe.SIZE) {
    throw rangeError('submission', `at least ${Sqe.SIZE} bytes long`, bytes.byteLength)
  }
  const sqe = Sqe.alone(Uint8Array.from(bytes.subarray(0, Sqe.SIZE)).buffer)
  return `${userDataText(sqe.userDataLow, sqe.userDataHigh)} ${submissionWords(bytes).join(' ')}`
}

/**
 * A completion as one line: `#17 -> 64 BUFFER=12 MORE`, `#17 -> ECONNRESET`. The user data as
 * {@link decodeSqe} has it, the result or the name of the errno, the id of the provided buffer, the
 * `CqeFlags`, and as `extra` the two words of a second half, where they are not 0.
 *
 * For debugging: it allocates.
 *
 * @param completion 16 or 32 bytes; or a view, or a queue and a position in it, which show their
 *   second half with `F_32` only. A RangeError for fewer bytes.
 */
export function decodeCqe(completion: Uint8Array | Cqe): string
export function decodeCqe(queue: CompletionQueue, at: number): string
export function decodeCqe(from: Uint8Array | Cqe | CompletionQueue, at = 0): string {
  const { words, wide } = from instanceof CompletionQueue ? wordsAt(from, at) : wordsOf(from)
  const [low, high] = [words[CQE_USER_DATA_LOW], words[CQE_USER_DATA_HIGH]]
  const [res, flags] = [words[CQE_RES], words[CQE_FLAGS]]
  const texts = [userDataText(low, high), ...completionWords(res | 0, flags)]
  return [...texts, ...(wide ? extraWords(words) : [])].join(' ')
}

/**
 * A submission and its completion as one line: `#17 RECV fd=9 group=0 MULTISHOT -> 64 BUFFER=12
 * MORE`, of the same parts as {@link decodeSqe} and {@link decodeCqe}. A completion that has
 * another user data keeps it.
 */
export function decode(submission: Uint8Array | Sqe, completion: Uint8Array | Cqe): string {
  const [asked, answered] = [decodeSqe(submission), decodeCqe(completion)]
  const name = asked.slice(0, asked.indexOf(' ') + 1)
  return `${asked} ${answered.startsWith(name) ? answered.slice(name.length) : answered}`
}

/** @internal What a slot says besides its user data, the opcode first. */
export function sqeWords(sqe: Sqe): string[] {
  return submissionWords(bytesOf(sqe))
}

/** @internal What a completion says besides its user data. */
export function completionWords(res: number, flags: number): string[] {
  const hasBuffer = (flags & CqeFlags.F_BUFFER) !== 0
  const mask = hasBuffer ? (1 << CQE_BUFFER_SHIFT) - 1 - CqeFlags.F_BUFFER : -1
  const names = flagNames(BigInt((flags & mask) >>> 0), CqeFlags).split('|')
  return [
    '->',
    res < 0 ? errnoName(res) : `${res}`,
    ...(hasBuffer ? [`BUFFER=${flags >>> CQE_BUFFER_SHIFT}`] : []),
    // `MORE` for F_MORE, but F_32 keeps a letter before its digits.
    ...names.filter((name) => name !== '').map((name) => name.replace(/^F_(?=\D)/, '')),
  ]
}

/** The memory of a slot: as long as its opcode says. */
function bytesOf({ bytes, at }: Sqe): Uint8Array {
  const start = at * Int32Array.BYTES_PER_ELEMENT
  const wide = wideOpcodes.includes(bytes[start] ?? 0)
  return bytes.subarray(start, start + (wide ? Sqe.SIZE * 2 : Sqe.SIZE))
}

interface CompletionData {
  readonly words: readonly number[]
  /** Whether the second half is its own. */
  readonly wide: boolean
}

const WORD = 4

function wordsOf(completion: Uint8Array | Cqe): CompletionData {
  const isView = completion instanceof Cqe
  const { buffer, byteOffset, byteLength } = isView ? completion.view : completion
  if (byteLength < CQE_SIZE) {
    throw rangeError('completion', `at least ${CQE_SIZE} bytes long`, byteLength)
  }
  const view = new DataView(buffer, byteOffset, byteLength)
  const count = Math.min(Math.floor(byteLength / WORD), (CQE_SIZE / WORD) * 2)
  const words = Array.from({ length: count }, (_, i) => view.getUint32(i * WORD, true))
  const whole = byteLength >= CQE_SIZE * 2
  return { words, wide: whole && (!isView || isWide(words[CQE_FLAGS] ?? 0)) }
}

function wordsAt(queue: CompletionQueue, at: number): CompletionData {
  const flags = queue.flags(at)
  const wide = isWide(flags)
  const words: number[] = []
  words[CQE_USER_DATA_LOW] = queue.userDataLow(at)
  words[CQE_USER_DATA_HIGH] = queue.userDataHigh(at)
  words[CQE_RES] = queue.res(at)
  words[CQE_FLAGS] = flags
  for (const word of wide ? ([0, 1, 2, 3] as const) : []) {
    words[CQE_BIG_CQE_LOW + word] = queue.extra(at, word)
  }
  return { words, wide }
}

function isWide(flags: number): boolean {
  return (flags & CqeFlags.F_32) !== 0
}

function extraWords(words: readonly number[]): string[] {
  const pair = (at: number): bigint => (BigInt(words[at + 1] ?? 0) << 32n) | BigInt(words[at] ?? 0)
  const [first, second] = [pair(CQE_BIG_CQE_LOW), pair(CQE_BIG_CQE_LOW + 2)]
  return first === 0n && second === 0n ? [] : [`extra=${hex(first)},${hex(second)}`]
}
