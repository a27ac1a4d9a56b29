export interface Column<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/** A table for the terminal: columns as wide as their widest cell, two spaces between. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)))
  const titles = columns.map((column) => column.title)
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...cells.map((line) => line[i]?.length ?? 0)),
  )
  const rule = widths.map((width) => '─'.repeat(width))
  const lines = [titles, rule, ...cells].map((line) =>
    line
      .map((cell, i) => {
        const width = widths[i] ?? 0
        return columns[i]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}

/** Three figures that matter: 0.483, 4.71, 12.3, 118,000. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(fraction * 100)} %` : '-'
}

/** 64 B, 16 KiB, 1 MiB; what is not whole stays in bytes. */
export function formatBytes(bytes: number): string {
  if (bytes >= 2 ** 20 && bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20} MiB`
  if (bytes >= 1024 && bytes % 1024 === 0) return `${bytes / 1024} KiB`
  return `${bytes} B`
}

/** In words against the yardstick: 2.1 reads "2.1x less CPU", 0.5 reads "2.0x more CPU". */
export function formatRatio(ratio: number, what = 'CPU'): string {
  if (!Number.isFinite(ratio) || ratio <= 0) return '-'
  if (ratio >= 0.995 && ratio < 1.005) return `the same ${what}`
  const digits = (factor: number): string => factor.toFixed(factor < 1.095 ? 2 : 1)
  return ratio > 1 ? `${digits(ratio)}x less ${what}` : `${digits(1 / ratio)}x more ${what}`
}
