import { formatNumber, formatPercent, formatTable, type Column } from '../table.ts'
import type { CostCase, CostRecord, CostRow, Profile } from './types.ts'

const shown = (value: number | undefined): string =>
  value === undefined ? '-' : value > 0 && value < 0.1 ? value.toFixed(4) : formatNumber(value)

const columns: readonly Column<CostRow>[] = [
  { title: 'peer', cell: ({ peer }) => peer },
  { title: 'system calls', align: 'right', cell: ({ syscallsPerOp }) => shown(syscallsPerOp) },
  { title: 'enters', align: 'right', cell: ({ entersPerOp }) => shown(entersPerOp) },
  {
    title: 'completions/enter',
    align: 'right',
    cell: ({ completionsPerEnter }) => shown(completionsPerEnter),
  },
  { title: 'bytes', align: 'right', cell: ({ bytesPerOp }) => shown(bytesPerOp) },
  { title: 'GC ns', align: 'right', cell: ({ gcNsPerOp }) => shown(gcNsPerOp) },
  { title: 'which calls', cell: ({ syscalls, reason }) => reason ?? calls(syscalls) },
]

const callsMax = 4

function calls(syscalls: CostRow['syscalls']): string {
  return Object.entries(syscalls ?? {})
    .slice(0, callsMax)
    .map(([name, count]) => `${name} ${shown(count)}`)
    .join(', ')
}

/** A table for each case, and where the time of our slowest goes. */
export function costText({ cases, counter, profile }: CostRecord): string {
  const tables = cases.map(costTable)
  const who = counter === undefined ? 'the programs themselves' : counter
  const head = `What an operation costs besides its time, counted by ${who} and V8`
  const rest = profile === undefined ? [] : [profileText(profile)]
  return [head, ...tables, ...rest].join('\n\n')
}

function costTable({ suite, name, unit, rows }: CostCase): string {
  return `${suite}: ${name}, each ${unit}\n\n${formatTable(columns, rows)}`
}

function profileText({ suite, name, peer, timesReference, file, functions }: Profile): string {
  const table = formatTable(
    [
      {
        title: 'self',
        align: 'right',
        cell: ({ share }: Profile['functions'][number]) => formatPercent(share),
      },
      { title: 'function', cell: ({ place }) => place },
    ],
    functions.slice(0, 15),
  )
  const times = `${formatNumber(timesReference)} times the CPU of the reference`
  return `Our slowest: ${peer} in ${suite}, ${name} (${times}); all of it is in ${file}\n\n${table}`
}
