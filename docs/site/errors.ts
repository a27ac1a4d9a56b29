/** The errors of an operation, as far as its row tells them; its man page has the others. */
import type { OperationRow, ParameterKind } from '../../codegen/operations/types.ts'
import { prepArguments } from '../../codegen/emit/arguments.ts'
import { listed } from '../../codegen/emit/text.ts'

/** A name of errno(3), and when it comes. */
export type ErrorText = readonly [name: string, when: string]

const FIXED: readonly ParameterKind[] = ['fixedIn', 'fixedOut', 'bufIndex']

/** What io_uring itself answers, in the order in which it finds out. */
export function errorsOf(row: OperationRow): readonly ErrorText[] {
  const kinds = new Set(row.parameters.map(({ kind }) => kind))
  const pointers = prepArguments(row).filter(({ keep }) => keep !== undefined)
  const isFixed = FIXED.some((kind) => kinds.has(kind))
  const errors: (ErrorText | false)[] = [
    ['EINVAL', invalid(row)],
    kinds.has('fd') && ['EBADF', 'A descriptor is not open, or the slot that it names is empty.'],
    pointers.length > 0 && ['EFAULT', faults(pointers.map(({ name }) => name))],
    isFixed && [
      'EFAULT',
      'There is no registered buffer of that index, or the bytes go beyond it.',
    ],
    picks(row) && ['ENOBUFS', 'The group has no buffer left.'],
    kinds.has('slot') && ['ENXIO', 'A slot is named, and the ring has no table of descriptors.'],
    kinds.has('slot') && ['ENFILE', 'The kernel was to choose a slot, and none is free.'],
    row.op === 'ASYNC_CANCEL' && ['EALREADY', 'It is running and cannot be stopped any more.'],
    ...Object.entries(row.outcomes ?? {}).map(answer),
    ['ECANCELED', 'It was cancelled, or an operation before it in its chain has failed.'],
  ]
  return errors.filter((one) => one !== false)
}

function invalid({ since, needs }: OperationRow): string {
  const lacks = needs === undefined ? '' : `, or ${listed(needs)} is not there`
  return `The kernel is older than Linux ${since}${lacks}, or a field has an illegal value.`
}

function faults(names: readonly string[]): string {
  const list = listed(names.map((name) => `\`${name}\``))
  return `What ${list} ${names.length === 1 ? 'points' : 'point'} to is not memory of the process.`
}

function picks({ set = {}, parameters }: OperationRow): boolean {
  const flags = `${set['flags'] ?? ''}`
  return parameters.some(({ kind }) => kind === 'pool') || flags.includes('BUFFER_SELECT')
}

/** Some are what was asked for. */
function answer([name, what]: readonly [string, string]): ErrorText {
  const texts: Readonly<Record<string, string>> = {
    ok: 'This is the answer and no failure: the `Ring` resolves.',
    false: 'There was nothing of the kind: the `Ring` resolves with `false`.',
    again: 'It is to be tried again, which the `Ring` does by itself.',
  }
  return [name, texts[what] ?? '']
}
