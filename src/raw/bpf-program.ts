import { BpfCode } from '../../generated/internal.ts'
import { BpfInstruction } from '../../generated/structs.ts'
import { rangeError, valueError } from '../errors.ts'

/**
 * Classic BPF as a filter of io_uring needs it: an accumulator A, an index register X, 16 words of
 * scratch memory, jumps forward only. A line is a label or one of the instructions of {@link bpf}.
 */
export type BpfLine = string | BpfStep

/** An instruction, with the names of the labels that it jumps to. */
export interface BpfStep {
  /** What it does: an opcode of classic BPF. */
  readonly code: number
  /** Its operand. */
  readonly k: number
  /** The label to go on at if the condition holds; the next line when left out. */
  readonly then?: string | undefined
  /** The label to go on at if it does not. */
  readonly otherwise?: string | undefined
}

/** Comparisons of A with a number; `&` asks whether they have a bit in common. */
export type BpfComparison = '==' | '>' | '>=' | '&'

/** What changes A. */
export type BpfArithmetic = '+' | '-' | '*' | '/' | '&' | '|' | '^' | '<<' | '>>'

const { LD, LDX, ST, STX, ALU, JMP, RET, MISC } = BpfCode
const COMPARISONS = {
  '==': BpfCode.JEQ,
  '>': BpfCode.JGT,
  '>=': BpfCode.JGE,
  '&': BpfCode.JSET,
} as const
const ARITHMETIC = {
  '+': BpfCode.ADD,
  '-': BpfCode.SUB,
  '*': BpfCode.MUL,
  '/': BpfCode.DIV,
  '&': BpfCode.AND,
  '|': BpfCode.OR,
  '^': BpfCode.XOR,
  '<<': BpfCode.LSH,
  '>>': BpfCode.RSH,
} as const
const DENY = 0
const ALLOW = 1
const JUMP_MAX = 0xff

/** The instructions of a program. */
export const bpf = {
  /** A = the word at that offset of what is filtered: a multiple of 4. */
  load: (at: number): BpfStep => ({ code: LD | BpfCode.W | BpfCode.ABS, k: at }),
  /** A = a number. */
  set: (k: number): BpfStep => ({ code: LD | BpfCode.IMM, k }),
  /** A = A and a number, by that operator. */
  compute: (operator: BpfArithmetic, k: number): BpfStep => ({
    code: ALU | ARITHMETIC[operator] | BpfCode.K,
    k,
  }),
  /** A = A and X, by that operator. */
  computeX: (operator: BpfArithmetic): BpfStep => ({
    code: ALU | ARITHMETIC[operator] | BpfCode.X,
    k: 0,
  }),
  /** X = A. */
  toX: (): BpfStep => ({ code: MISC | BpfCode.TAX, k: 0 }),
  /** A = X. */
  fromX: (): BpfStep => ({ code: MISC | BpfCode.TXA, k: 0 }),
  /** A word of scratch memory = A. */
  store: (slot: number): BpfStep => ({ code: ST, k: slot }),
  /** A = a word of scratch memory. */
  recall: (slot: number): BpfStep => ({ code: LD | BpfCode.MEM, k: slot }),
  /** Compares A with a number, and goes on at a label; at the next line where none is given. */
  when: (comparison: BpfComparison, k: number, then?: string, otherwise?: string): BpfStep => ({
    code: JMP | COMPARISONS[comparison] | BpfCode.K,
    k,
    then,
    otherwise,
  }),
  /** Goes on at a label, however far it is. */
  jump: (then: string): BpfStep => ({ code: JMP | BpfCode.JA, k: 0, then }),
  /** The submission may go on. */
  allow: (): BpfStep => ({ code: RET | BpfCode.K, k: ALLOW }),
  /** The submission ends with EACCES. */
  deny: (): BpfStep => ({ code: RET | BpfCode.K, k: DENY }),
} as const

/**
 * Puts a program together. Throws a RangeError or TypeError that names the line: for an unknown or
 * doubled label, a jump backwards or too far, a program that is too long or does not end.
 */
export function assembleBpf(lines: readonly BpfLine[]): Uint8Array<ArrayBuffer> {
  const labels = new Map<string, number>()
  const steps: BpfStep[] = []
  for (const line of lines) {
    if (typeof line !== 'string') steps.push(line)
    else if (labels.has(line)) throw valueError('lines', 'has a label twice', line)
    else labels.set(line, steps.length)
  }
  if (steps.length < 1 || steps.length > BpfCode.MAXINSNS) {
    throw rangeError('lines', `1 to ${BpfCode.MAXINSNS} instructions`, steps.length)
  }
  checkEnd(steps)
  const bytes = new Uint8Array(steps.length * BpfInstruction.SIZE)
  for (const [index, step] of steps.entries()) {
    const instruction = new BpfInstruction(bytes.buffer, index * BpfInstruction.SIZE)
    const distance = (label: string | undefined): number =>
      distanceTo(label, index, labels, steps.length)
    instruction.code = step.code
    instruction.k = step.k
    if (isJump(step)) {
      if (step.code === (JMP | BpfCode.JA)) instruction.k = distance(step.then)
      else
        [instruction.jt, instruction.jf] = [
          near(distance(step.then)),
          near(distance(step.otherwise)),
        ]
    }
  }
  return bytes
}

/** The kernel refuses what could run past its end: every way must come to a return. */
function checkEnd(steps: readonly BpfStep[]): void {
  const last = steps.at(-1)
  if (last === undefined || (last.code & CLASS) !== RET) {
    throw valueError('lines', 'must end with allow or deny', `${steps.length} instructions`)
  }
}

const CLASS = LD | LDX | ST | STX | ALU | JMP | RET | MISC

function isJump(step: BpfStep): boolean {
  return (step.code & CLASS) === JMP
}

function distanceTo(
  label: string | undefined,
  from: number,
  labels: ReadonlyMap<string, number>,
  length: number,
): number {
  if (label === undefined) return 0
  const target = labels.get(label)
  if (target === undefined) throw valueError('lines', 'has no such label', label)
  if (target >= length) throw valueError('lines', 'has a label with nothing behind it', label)
  if (target <= from) throw valueError('lines', 'jumps backwards, which BPF cannot', label)
  return target - from - 1
}

function near(distance: number): number {
  if (distance <= JUMP_MAX) return distance
  throw rangeError('lines', `made of conditional jumps over <= ${JUMP_MAX} instructions`, distance)
}

/** A program in words, one line an instruction: what {@link assembleBpf} has made of it. */
export function listBpf(program: Uint8Array): string[] {
  const count = program.byteLength / BpfInstruction.SIZE
  return Array.from({ length: count }, (_, index) => {
    const at = program.byteOffset + index * BpfInstruction.SIZE
    return `${index}: ${words(new BpfInstruction(program.buffer, at), index)}`
  })
}

function words({ code, jt, jf, k }: BpfInstruction, index: number): string {
  const hex = `0x${k.toString(16)}`
  if (code === bpf.load(0).code) return `A = [${k}]`
  if (code === bpf.set(0).code) return `A = ${hex}`
  if (code === bpf.toX().code) return 'X = A'
  if (code === bpf.fromX().code) return 'A = X'
  if (code === bpf.store(0).code) return `M[${k}] = A`
  if (code === bpf.recall(0).code) return `A = M[${k}]`
  if (code === bpf.allow().code) return k === DENY ? 'deny' : 'allow'
  if (code === (JMP | BpfCode.JA)) return `goto ${index + 1 + k}`
  const [then, otherwise] = [index + 1 + jt, index + 1 + jf]
  const comparison = nameOf(COMPARISONS, code, JMP | BpfCode.K)
  if (comparison !== undefined) return `if A ${comparison} ${hex} goto ${then} else ${otherwise}`
  const operator = nameOf(ARITHMETIC, code, ALU | BpfCode.K)
  if (operator !== undefined) return `A = A ${operator} ${hex}`
  const other = nameOf(ARITHMETIC, code, ALU | BpfCode.X)
  return other === undefined ? `code ${code}, ${hex}` : `A = A ${other} X`
}

function nameOf(codes: Readonly<Record<string, number>>, code: number, base: number) {
  return Object.keys(codes).find((name) => (base | (codes[name] ?? 0)) === code)
}
