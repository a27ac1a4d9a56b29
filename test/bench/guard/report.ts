import { formatTable } from '../table.ts'
import type { Comparison, Verdict } from './ratios.ts'

const words: Readonly<Record<Verdict, string>> = {
  fine: 'fine',
  faster: 'faster: commit it with --update',
  loss: 'LOSS',
  new: 'new: commit it with --update',
  gone: 'gone: not measured here',
}

export function guardText(comparisons: readonly Comparison[]): string {
  return formatTable(
    [
      { title: 'suite', cell: ({ ratio }: Comparison) => ratio.suite },
      { title: 'case', cell: ({ ratio }) => ratio.name },
      { title: 'peer', cell: ({ ratio }) => ratio.peer },
      { title: 'CPU against', cell: ({ ratio }) => ratio.reference },
      { title: 'committed', align: 'right', cell: ({ committed }) => committed?.toFixed(3) ?? '-' },
      {
        title: 'now',
        align: 'right',
        cell: ({ ratio, verdict }) => (verdict === 'gone' ? '-' : ratio.ratio.toFixed(3)),
      },
      {
        title: 'change',
        align: 'right',
        cell: ({ loss, verdict }) =>
          verdict === 'new' || verdict === 'gone' ? '-' : percent(loss),
      },
      { title: 'verdict', cell: ({ verdict }) => words[verdict] },
    ],
    comparisons,
  )
}

function percent(part: number): string {
  const rounded = Math.round(part * 100)
  return `${rounded > 0 ? '+' : ''}${rounded} %`
}
