/** The drawing of a submission's 64 bytes, for one operation. */
import type { Layout } from '../../codegen/model.ts'
import type { OperationRow } from '../../codegen/operations/types.ts'
import { type Cell, cellsOf } from './cells.ts'
import { escape } from './html.ts'

const BYTES_PER_LINE = 8
const BYTE_WIDTH = 84
const LINE_HEIGHT = 46
const LEFT = 30
const TOP = 20
const GAP = 1.5
/** Width of a character, as a part of the font's size. */
const CHARACTER = 0.61

/**
 * Eight bytes a line, in SVG. Its ink is the text's own colour, so that it is read on any ground;
 * a style sheet may colour the classes `written`, `optional`, `yours` and `unused`.
 */
export function drawSubmission(row: OperationRow, layout: Layout): string {
  const cells = cellsOf(row, layout)
  const lines = layout.size / BYTES_PER_LINE
  const width = LEFT + BYTES_PER_LINE * BYTE_WIDTH + GAP
  const height = TOP + lines * LINE_HEIGHT + GAP
  const columns = Array.from({ length: BYTES_PER_LINE }, (_, byte) =>
    text(LEFT + (byte + 0.5) * BYTE_WIDTH, TOP - 7, 11, `${byte}`, 'axis'),
  )
  const offsets = Array.from({ length: lines }, (_, line) =>
    text(LEFT / 2, TOP + (line + 0.5) * LINE_HEIGHT + 4, 11, `${line * BYTES_PER_LINE}`, 'axis'),
  )
  return [
    `<svg class="submission" viewBox="0 0 ${width} ${height}" role="img"`,
    ' aria-labelledby="submission-title submission-text" fill="currentColor"',
    ' font-family="ui-monospace, Menlo, Consolas, monospace" xmlns="http://www.w3.org/2000/svg">',
    `<title id="submission-title">The ${layout.size} bytes of ${escape(row.name)}</title>`,
    `<desc id="submission-text">${escape(describe(cells))}</desc>`,
    ...columns,
    ...offsets,
    ...cells.map(draw),
    '</svg>',
  ].join('')
}

/** The drawing in words, for whoever does not see it. */
function describe(cells: readonly Cell[]): string {
  const used = cells.filter(({ use }) => use !== 'unused')
  const words = used.map(({ offset, size, name, value }) => {
    const bytes = size === 1 ? `Byte ${offset}` : `Bytes ${offset} to ${offset + size - 1}`
    return `${bytes}: ${name}${value === '' ? '' : `, ${value}`}.`
  })
  return [...words, 'All others are 0.'].join(' ')
}

function draw(cell: Cell): string {
  const { offset, size, name, use, sharing } = cell
  const x = LEFT + (offset % BYTES_PER_LINE) * BYTE_WIDTH + GAP
  const y = TOP + Math.floor(offset / BYTES_PER_LINE) * LINE_HEIGHT + GAP
  const width = Math.min(size, BYTES_PER_LINE) * BYTE_WIDTH - GAP * 2
  const height = Math.ceil(size / BYTES_PER_LINE) * LINE_HEIGHT - GAP * 2
  const value = valueText(cell)
  const middle = x + width / 2
  // There is room for the remark only beside a name that leaves some.
  const remark = sharing.length > 0 && size > 1 ? `1 of ${sharing.length + 1}` : ''
  return [
    `<g class="${use}"><title>${escape(hint(cell))}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4"${ink(cell)}/>`,
    name === '' ? '' : text(middle, y + (value === '' ? 26 : 19), fit(name, 13, width), name, ''),
    value === '' ? '' : text(middle, y + 34, fit(value, 11.5, width), value, 'value'),
    remark === '' ? '' : text(x + width - 4, y + 11, 9, remark, 'remark', 'end'),
    '</g>',
  ].join('')
}

/** What goes in, without the family of a constant: there is little room. */
function valueText({ value }: Cell): string {
  return value.replaceAll(/\b[A-Z]\w*\./g, '')
}

function hint({ offset, size, name, use, value, sharing }: Cell): string {
  const bytes = size === 1 ? `byte ${offset}` : `bytes ${offset} to ${offset + size - 1}`
  const uses = { written: value, optional: 'may be set by hand', yours: 'yours', unused: '0' }
  const shared = sharing.length === 0 ? '' : `; the same bytes are ${sharing.join(', ')}`
  return `${name === '' ? 'nothing' : name}: ${bytes}, ${uses[use]}${shared}`
}

/** A cell is told from others by its edge and ground, and not by colour alone. */
function ink({ use }: Cell): string {
  switch (use) {
    case 'written':
      return ' fill-opacity="0.13" stroke="currentColor" stroke-width="1.5"'
    case 'optional':
      return ' fill-opacity="0.04" stroke="currentColor" stroke-dasharray="5 3"'
    case 'yours':
      return ' fill="none" stroke="currentColor" stroke-dasharray="1.5 2.5"'
    case 'unused':
      return ' fill="none" stroke="currentColor" stroke-opacity="0.25"'
  }
}

/** The size at which a word fits into its cell. */
function fit(word: string, size: number, width: number): number {
  const widest = (width - 6) / (word.length * CHARACTER)
  return Math.round(Math.min(size, widest) * 10) / 10
}

function text(
  x: number,
  y: number,
  size: number,
  words: string,
  name: string,
  anchor = 'middle',
): string {
  const style = name === '' ? '' : ` class="${name}"`
  const place = `x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}"`
  return `<text ${place}${style}>${escape(words)}</text>`
}
