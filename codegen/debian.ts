/**
 * Debian's packages, fetched with apt's own tools and unpacked below `headers/cache`. apt
 * runs with its own sources, state and cache directories: nothing on the system changes, root or
 * not.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AcquireError } from './directory.ts'

/** A package of a suite. */
export interface DebianPackage {
  readonly suite: string
  readonly package: string
}

export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

const WITHOUT = 'Snapshots in headers/abi need no headers, and --header DIR takes any others.'

/**
 * Fetches a package for both architectures and unpacks it; gives the `usr/include` that results.
 */
export function fetchPackage(
  wanted: DebianPackage,
  directory: string,
  progress: (line: string) => void,
): string {
  for (const tool of ['apt-get', 'dpkg-deb']) refuseMissingTool(tool)
  if (!existsSync(KEYRING)) {
    throw new AcquireError(
      `Debian's keys are not here (${KEYRING}).`,
      `Install debian-archive-keyring. ${WITHOUT}`,
    )
  }
  const failures: string[] = []
  for (const archive of debianArchives()) {
    progress(`fetching ${wanted.package} from ${wanted.suite}`)
    const failure = fetchFrom(archive, wanted, directory)
    if (failure === undefined) return unpack(wanted, directory, progress)
    failures.push(failure)
  }
  throw explain(wanted, failures)
}

function refuseMissingTool(tool: string): void {
  if (spawnSync(tool, ['--version']).error === undefined) return
  throw new AcquireError(
    `${tool} is not on this machine, so Debian's packages cannot be fetched.`,
    `Fetch them on a Debian machine. ${WITHOUT}`,
  )
}

/** The plain Debian archives that this machine is configured for; we know no other. */
export function debianArchives(): string[] {
  const { stdout, error } = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], {
    encoding: 'utf8',
  })
  const uris = error === undefined ? stdout.split('\n') : []
  return [...new Set(uris)].filter((uri) => /\/debian(\/\d{8}T\d{6}Z)?\/?$/.test(uri))
}

/** Fetches from one archive; what apt says when it cannot. */
function fetchFrom(archive: string, wanted: DebianPackage, directory: string): string | undefined {
  rmSync(directory, { recursive: true, force: true })
  const updated = openSuite(archive, wanted.suite, directory)
  if (updated !== undefined) return updated
  // Since trixie one package holds every architecture; before, each has its own.
  const own = download(directory, `${wanted.package}:amd64`)
  if (own !== undefined) return own
  const files = readdirSync(packagesIn(directory))
  if (files.some((file) => file.endsWith('_all.deb'))) return undefined
  return download(directory, `${wanted.package}:arm64`)
}

/**
 * Reads the lists of a suite into a state directory below `directory`; what apt says when it
 * cannot.
 */
export function openSuite(archive: string, suite: string, directory: string): string | undefined {
  const state = join(directory, 'apt')
  for (const part of ['lists/partial', 'cache/archives/partial', 'packages']) {
    mkdirSync(join(state, part), { recursive: true })
  }
  const sources = join(state, 'sources.list')
  writeFileSync(sources, `deb [signed-by=${KEYRING}] ${archive} ${suite} main\n`)
  return apt(state, ['update'])
}

/**
 * Downloads a package, `name:amd64`, of the suite that `directory` was opened for; what apt says
 * when it cannot.
 */
export function download(directory: string, name: string): string | undefined {
  return apt(join(directory, 'apt'), ['download', name])
}

/** Where downloaded packages lie. */
export function packagesIn(directory: string): string {
  return join(directory, 'apt/packages')
}

function apt(state: string, command: readonly string[]): string | undefined {
  const options = [
    `Dir::Etc::SourceList=${state}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    'Dir::Etc::Preferences=/dev/null',
    'Dir::Etc::PreferencesParts=/dev/null',
    `Dir::State=${state}`,
    `Dir::State::Lists=${state}/lists`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${state}/cache`,
    'APT::Architecture=amd64',
    'APT::Architectures=amd64,arm64',
    'APT::Sandbox::User=root',
    'APT::Get::List-Cleanup=false',
    'APT::Update::Error-Mode=any',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ]
  const result = spawnSync(
    'apt-get',
    ['-q', ...options.flatMap((option) => ['-o', option]), ...command],
    { cwd: join(state, 'packages'), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  )
  if (result.status === 0) return undefined
  return `${result.stdout}\n${result.stderr}`.trim()
}

function unpack(
  wanted: DebianPackage,
  directory: string,
  progress: (line: string) => void,
): string {
  const packages = packagesIn(directory)
  for (const file of readdirSync(packages).sort()) {
    progress(`unpacking ${file}`)
    const result = spawnSync('dpkg-deb', ['-x', join(packages, file), directory], {
      encoding: 'utf8',
    })
    if (result.status === 0) continue
    throw new AcquireError(
      `${wanted.package} of ${wanted.suite} cannot be unpacked: ${result.stderr.trim()}.`,
      'See that there is room on the disk, and try again.',
    )
  }
  rmSync(join(directory, 'apt'), { recursive: true })
  return join(directory, 'usr/include')
}

/** One sentence for the ways in which apt fails. */
function explain(wanted: DebianPackage, failures: readonly string[]): AcquireError {
  const said = failures.join('\n')
  if (failures.length === 0) {
    return new AcquireError(
      "This machine's apt is configured for no Debian archive.",
      `Add one to its sources, or fetch the headers on a Debian machine. ${WITHOUT}`,
    )
  }
  if (/does not have a Release file|404\s+Not Found|no longer has a Release file/.test(said)) {
    return new AcquireError(
      `The Debian archive has no suite ${wanted.suite} any more.`,
      `Name its successor in headers/kernels.json. ${WITHOUT}`,
    )
  }
  if (/Unable to locate package|has no installation candidate|Can't select/.test(said)) {
    return new AcquireError(
      `${wanted.suite} has no ${wanted.package} for amd64 or arm64.`,
      `Name another suite in headers/kernels.json. ${WITHOUT}`,
    )
  }
  if (/resolve|connect|Failed to fetch|timed out|timeout/i.test(said)) {
    return new AcquireError(
      'The Debian archive cannot be reached.',
      `See that the network works (apt-get update), and try again. ${WITHOUT}`,
    )
  }
  const last = said.split('\n').findLast((line) => /^[EW]:/.test(line)) ?? said.slice(-300)
  return new AcquireError(
    `apt-get failed for ${wanted.suite}: ${last}.`,
    `Try again after apt-get update. ${WITHOUT}`,
  )
}
