import path from 'node:path'

import { writePages } from '../pages.ts'
import { UsageError } from '../options.ts'
import { chartsDirectory, readRecord, recordFile } from '../record.ts'
import { drawRecord, writeCharts } from './draw.ts'

const usage =
  'npm run bench:charts -- [FILE] draws FILE beside it, or docs/charts/bench.json with its tables.'

async function main(words: readonly string[]): Promise<void> {
  const [file = recordFile, ...more] = words
  if (file.startsWith('-') || more.length > 0) throw new UsageError(usage)
  const directory = file === recordFile ? chartsDirectory : path.dirname(path.resolve(file))
  const record = readRecord(file)
  const charts = await drawRecord(record)
  writeCharts(charts, directory)
  if (file === recordFile) writePages(record)
  console.log(`${charts.length} charts are in ${path.relative('', directory) || '.'}.`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof UsageError ? `bench: ${error.message}` : error)
  process.exitCode = 2
})
