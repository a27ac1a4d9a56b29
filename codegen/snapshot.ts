/**
 * The kernels that we keep: `headers/kernels.json` and `headers/abi`. Reads acquired headers,
 * writes snapshots, and says in words when Debian's headers are no longer those that were read.
 */
import { existsSync, writeFileSync } from 'node:fs'
import type { AcquiredHeaders } from './directory.ts'
import { describeChanges } from './drift.ts'
import { digestsOf, knownKernels, recordKernel, snapshotPath } from './kernels.ts'
import type { AbiModel } from './model.ts'
import { printModel, readModel } from './print.ts'
import type { Reading } from './reading.ts'

export { printModel, readModel } from './print.ts'
export type { Reading } from './reading.ts'

/** The model of acquired headers. */
export async function snapshot(headers: AcquiredHeaders, series: string): Promise<AbiModel> {
  return (await read(headers, series)).model
}

/**
 * The model, and what goes with it: the header's comments, absent names, notes. What the newest
 * kernel of the list lacks is an error, because then the list of what is wanted is wrong.
 */
export async function read(headers: AcquiredHeaders, series = headers.series): Promise<Reading> {
  // Only who reads C needs the packages that can.
  const { readHeaders } = await import('./reading.ts')
  const reading = await readHeaders(headers.roots, series)
  const newest = knownKernels().at(-1)?.series
  const ours = headers.kernel !== undefined && headers.series === newest
  const wrong = [...reading.absent, ...reading.notes]
  if (ours && wrong.length > 0) {
    throw new Error(`codegen/vocabulary/wanted.ts is wrong about ${series}: ${wrong.join('; ')}`)
  }
  return reading
}

/**
 * What differs between the headers that were read for the snapshot and these; empty when nothing
 * does.
 */
export async function describeDrift(
  headers: AcquiredHeaders,
  reading?: Reading,
): Promise<string[]> {
  const { kernel } = headers
  if (kernel === undefined) return []
  const { model, files } = reading ?? (await read(headers))
  const digests = digestsOf(files)
  const changed = [...new Set([...Object.keys(digests), ...Object.keys(kernel.files)])].filter(
    (name) => JSON.stringify(digests[name]) !== JSON.stringify(kernel.files[name]),
  )
  const moved = headers.series !== kernel.series
  if (changed.length === 0 && !moved) return []
  const path = snapshotPath(kernel.series)
  const facts = existsSync(path) ? describeChanges(readModel(path), model) : []
  const what = moved
    ? `${kernel.suite} now has ${headers.series}`
    : `${kernel.suite} has newer headers of ${kernel.series} (${changed.sort().join(', ')})`
  return facts.length === 0 ? [`${what}: no fact changes`] : facts.map((fact) => `${what}: ${fact}`)
}

/** Writes the snapshot of acquired headers and records the files that it was made of. */
export function keep(headers: AcquiredHeaders, reading: Reading): void {
  const { kernel } = headers
  if (kernel === undefined || headers.series !== kernel.series) {
    throw new Error(`headers/kernels.json does not list ${headers.series}: add it there first`)
  }
  writeFileSync(snapshotPath(kernel.series), printModel(reading.model))
  recordKernel({ ...kernel, files: digestsOf(reading.files) })
}
