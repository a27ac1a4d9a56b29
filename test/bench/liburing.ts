import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { cacheDirectory, lastLines, MissingError } from './build.ts'

const run = promisify(execFile)
const header = 'usr/include/liburing.h'

export interface Liburing {
  readonly version: string
  readonly flags: readonly string[]
  readonly libraries: readonly string[]
}

/** The machine's own liburing, else the one that apt can give. */
export async function findLiburing(): Promise<Liburing> {
  if (existsSync(path.join('/', header))) {
    return { version: versionBelow('/'), flags: [], libraries: ['-luring'] }
  }
  const directory = await downloaded()
  const archive = findBelow(directory, 'liburing.a')
  if (archive === undefined) throw new MissingError('liburing-dev has no liburing.a')
  return {
    version: versionBelow(directory),
    flags: [`-I${path.join(directory, 'usr/include')}`],
    libraries: [archive],
  }
}

/** Debian's package, fetched as a file and unpacked into the cache: nothing gets installed. */
async function downloaded(): Promise<string> {
  const directory = path.join(cacheDirectory(), 'liburing')
  if (existsSync(path.join(directory, header))) return directory
  const unfinished = `${directory}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    await run('apt-get', ['download', '-qq', 'liburing-dev'], { cwd: unfinished, timeout: 60_000 })
    const file = readdirSync(unfinished).find((name) => name.endsWith('.deb'))
    if (file === undefined) throw new Error('apt-get gave no file')
    await run('dpkg-deb', ['-x', file, '.'], { cwd: unfinished })
  } catch (error) {
    throw new MissingError(
      `liburing is missing (apt-get install liburing-dev): ${lastLines(error)}`,
    )
  }
  renameSync(unfinished, directory)
  return directory
}

/** Libraries lie in a directory named after the architecture, which Debian chooses. */
function findBelow(directory: string, file: string): string | undefined {
  const libraries = path.join(directory, 'usr/lib')
  return readdirSync(libraries)
    .map((triplet) => path.join(libraries, triplet, file))
    .find((place) => existsSync(place))
}

function versionBelow(directory: string): string {
  const file = findBelow(directory, 'pkgconfig/liburing.pc')
  const text = file === undefined ? '' : readFileSync(file, 'utf8')
  return /^Version: (.+)$/m.exec(text)?.[1] ?? 'of an unknown version'
}
