/** Plays random scenes on rings until so many operations have settled; see README.md. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort } from 'node:worker_threads'
import { readOptions } from './options.ts'
import { Run } from './run.ts'

const options = readOptions(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'uring-torture-'))
const run = new Run(options, folder)
process.on('exit', () => {
  if (isMainThread) rmSync(folder, { recursive: true, force: true })
})
parentPort?.postMessage('started')
const report = await run.all()
console.log(JSON.stringify(report, null, 2))
