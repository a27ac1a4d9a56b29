/** What the page of an operation has beyond its doc comment. */
import { prepArguments } from '../../codegen/emit/arguments.ts'
import { layoutOn, phraseOf, structOf, wordsOf } from '../../codegen/emit/fields.ts'
import type { Input } from '../../codegen/emit/input.ts'
import { KEEP } from '../../codegen/emit/prep.ts'
import type { Layout } from '../../codegen/model.ts'
import type { Keep, OperationRow } from '../../codegen/operations/types.ts'
import { fieldName } from '../../codegen/vocabulary/index.ts'
import { type Cell, cellsOf } from './cells.ts'
import { drawSubmission } from './drawing.ts'
import { errorsOf } from './errors.ts'
import { escape, linked, type Links, outside, prose, table } from './html.ts'

const SQE = 'io_uring_sqe'

/** A part of the page, with a heading. */
export interface Section {
  /** Of the heading, for links. */
  readonly id: string
  readonly title: string
  readonly html: string
}

/** The layout of the slot that the drawings are of. */
export function slotLayout(input: Input): Layout {
  return layoutOn(structOf(input, SQE).layout, 'x64')
}

/** The sections of an operation's page, in order. */
export function sectionsOf(row: OperationRow, input: Input, links: Links): readonly Section[] {
  const layout = slotLayout(input)
  const kept = keeping(row)
  return [
    { id: 'facts', title: 'At a glance', html: facts(row, links) },
    { id: 'bytes', title: `Its ${layout.size} bytes`, html: figure(row, layout) },
    { id: 'fields', title: 'Fields', html: fieldsTable(row, input, links) },
    ...(kept.length === 0 ? [] : [{ id: 'memory', title: 'Memory', html: memory(kept, links) }]),
    { id: 'errors', title: 'Errors', html: errors(row, links) },
  ]
}

function facts(row: OperationRow, links: Links): string {
  const { op, name, since, man = 'io_uring_enter(2)', liburing, face, because, needs } = row
  const twin = liburing === undefined ? undefined : `io_uring_prep_${liburing}`
  const method =
    face === 'raw'
      ? `No method. ${prose(because ?? '', links)}`
      : linked(`Ring.${name}`, links, `ring.${name}`)
  const rows: (readonly [string, string] | false)[] = [
    ['Opcode', linked('Op', links, `IORING_OP_${op}`)],
    ['Result', prose(resultOf(row), links)],
    ['First kernel', `Linux ${since}`],
    needs !== undefined && ['Needs', needs.map((one) => prose(one, links)).join(', ')],
    ['Promise', method],
    twin !== undefined && ['In liburing', linked('From liburing to uring-sdk', links, twin)],
    ['Manual', manual(man)],
  ]
  const given = rows.filter((one) => one !== false)
  return table(
    'At a glance',
    [],
    given.map(([key, value]) => [`<strong>${key}</strong>`, value]),
  )
}

/** The system call's own page has its parameters and its errors at length. */
function manual(page: string): string {
  const [, name = '', section = ''] = /^(\w+)\((\d)\)$/.exec(page) ?? []
  return outside(`https://man7.org/linux/man-pages/man${section}/${name}.${section}.html`, page)
}

/** What `res` of the completion says. */
function resultOf(row: OperationRow): string {
  const more = row.each === undefined ? '' : ` ${MULTISHOT}`
  return `${single(row)}${more} A negative number is an errno.`
}

const MULTISHOT = 'Each time, until a completion lacks `CqeFlags.F_MORE`.'

function single({ result, resultDoc, parameters }: OperationRow): string {
  const hasSlot = parameters.some(({ kind }) => kind === 'slot')
  switch (result) {
    case 'void':
      return '0.'
    case 'bytes':
    case 'message':
      return resultDoc ?? 'How many bytes.'
    case 'count':
    case 'index':
    case 'value':
      return resultDoc ?? 'A number.'
    case 'fd':
      return hasSlot
        ? 'The new descriptor; 0 for a slot that was named, the slot where the kernel chose it.'
        : 'The new descriptor.'
    case 'struct':
    case 'address':
    case 'pipe':
      return '0; the answer is in the memory that was given.'
  }
}

function figure(row: OperationRow, layout: Layout): string {
  return [
    '<figure class="submission"><div class="scroll" role="region" tabindex="0"',
    ' aria-label="The drawing of the submission">',
    drawSubmission(row, layout),
    '</div><figcaption>',
    'Filled: what <code>prep.',
    escape(row.name),
    '</code> writes. Dashed: what may be set by hand behind it. Dotted: yours in any operation. ',
    'The others are 0. “1 of 24” says how many fields share the bytes.',
    '</figcaption></figure>',
  ].join('')
}

function fieldsTable(row: OperationRow, input: Input, links: Links): string {
  const words = wordsOf(input, SQE)
  const layout = slotLayout(input)
  const byName = new Map(layout.fields.map((field) => [fieldName(field.name), field]))
  const rows = cellsOf(row, layout)
    .filter(({ use }) => use === 'written' || use === 'optional')
    .map((cell) => {
      const field = byName.get(cell.name)
      const meaning = field === undefined ? '' : prose(phraseOf(words, field), links)
      const name = linked(`Sqe.${cell.name}`, links, cell.name)
      return [name, bytesOf(cell), valueOf(cell, links), meaning]
    })
  return table('Fields', ['Field', 'Bytes', 'What is put in', 'Meaning'], rows)
}

function bytesOf({ offset, size }: Cell): string {
  return size === 1 ? `${offset}` : `${offset}–${offset + size - 1}`
}

function valueOf({ use, value }: Cell, links: Links): string {
  if (use === 'written') return `<code>${escape(value)}</code>`
  return value === '' ? 'by hand' : `by hand, ${linked(value, links)}`
}

/** A pointer, and until when what it leads to must stay where it is. */
type Kept = readonly [what: string, keep: Keep]

function keeping(row: OperationRow): readonly Kept[] {
  return prepArguments(row).flatMap(({ name, keep, keepInner }) => [
    ...(keep === undefined ? [] : [[`\`${name}\``, keep] as const]),
    ...(keepInner === undefined ? [] : [[`What \`${name}\` points to`, keepInner] as const]),
  ])
}

function memory(kept: readonly Kept[], links: Links): string {
  const items = kept.map(([what, keep]) => `<li>${prose(`${what}: ${KEEP[keep]}.`, links)}</li>`)
  return `<p>How long the kernel needs what a pointer leads to:</p><ul>${items.join('')}</ul>`
}

function errors(row: OperationRow, links: Links): string {
  const rows = errorsOf(row).map(([name, when]) => [`<code>${name}</code>`, prose(when, links)])
  const { man } = row
  const others = man === undefined ? '' : ` And those of ${manual(man)}, as negative numbers.`
  const guide = links('Errors')
  const more = guide === undefined ? '' : `<a href="${escape(guide)}">What each one means</a>.`
  return `${table('Errors', ['Error', 'When'], rows)}<p>${more}${others}</p>`
}
