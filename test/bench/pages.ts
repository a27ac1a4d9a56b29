import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { root } from './build.ts'
import { familiesOf } from './charts/families.ts'
import type { BenchRecord } from './record.ts'
import { libraryTable, referenceTable } from './tables.ts'

const end = '<!-- end of what is written -->'

/** What is made of the record, and the page where it stands behind its mark. */
interface Place {
  readonly file: string
  readonly name: string
  readonly text: (record: BenchRecord) => string
}

const guide = 'docs/guide/performance.md'

const places: readonly Place[] = [
  { file: 'README.md', name: 'library', text: (record) => libraryTable(record, 1) },
  { file: guide, name: 'library', text: (record) => libraryTable(record) },
  { file: guide, name: 'reference', text: referenceTable },
  { file: guide, name: 'charts', text: pictures },
]

/** Every chart, light or dark as the reader's page is. */
function pictures(record: BenchRecord): string {
  const pieces = familiesOf(record).map(({ name, title }) => {
    const file = `../charts/${name}`
    const dark = `  <source media="(prefers-color-scheme: dark)" srcset="${file}-dark.svg">`
    const light = `  <img alt="${title}" src="${file}-light.svg">`
    return ['<picture>', dark, light, '</picture>'].join('\n')
  })
  return pieces.join('\n\n')
}

/** The mark before what is written. */
export function markOf(name: string): string {
  return `<!-- ${name}, from docs/charts/bench.json: npm run bench:charts writes it -->`
}

/** Puts something behind its mark. */
export function withWritten(page: string, name: string, written: string): string {
  const mark = markOf(name)
  const from = page.indexOf(mark)
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`a page lacks ${mark} or ${end} behind it`)
  return `${page.slice(0, from + mark.length)}\n\n${written}\n\n${page.slice(to)}`
}

/** Every page as it has to be for a record. */
export function pagesOf(record: BenchRecord): ReadonlyMap<string, string> {
  const pages = new Map<string, string>()
  for (const { file, name, text } of places) {
    const page = pages.get(file) ?? readFileSync(path.join(root, file), 'utf8')
    pages.set(file, withWritten(page, name, text(record)))
  }
  return pages
}

export function writePages(record: BenchRecord): void {
  for (const [file, text] of pagesOf(record)) writeFileSync(path.join(root, file), text)
}
