/**
 * What runs in the virtual machine and is not ours: kernels and libraries from Debian, Node from
 * npm. All of it is fetched once and kept below `node_modules/.cache`, which nobody commits.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { debianArchives, download, KEYRING, openSuite, packagesIn } from '../../codegen/debian.ts'
import { Missing, type Platform } from './missing.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const CACHE = join(ROOT, 'node_modules/.cache/uring-kernels')

export type Progress = (line: string) => void

/** Any suite's libraries serve: Node asks for a C library of 2018. */
const USERLAND_SUITE = 'bookworm'
const USERLAND = [
  'busybox-static',
  'libc6',
  'libstdc++6',
  'libgcc-s1',
  // For `prlimit` and `setpriv`, with which tests become somebody poor.
  'util-linux',
  'libsmartcols1',
  'libcap-ng0',
]

/** The kernel image and the modules of a suite, unpacked; the directory that holds them. */
export function fetchKernel(suite: string, platform: Platform, progress: Progress): string {
  return cached(`kernel-${suite}-${platform.arch}`, (directory) => {
    progress(`fetching the kernel of ${suite} for ${platform.debian}`)
    fetchDebian(suite, [`linux-image-cloud-${platform.debian}`], platform, directory)
  })
}

/** Libraries and a shell. */
export function fetchUserland(platform: Platform, progress: Progress): string {
  const list = createHash('sha256').update(USERLAND.join()).digest('hex').slice(0, 8)
  return cached(`userland-${list}-${platform.arch}`, (directory) => {
    progress(`fetching ${USERLAND.join(', ')} for ${platform.debian}`)
    fetchDebian(USERLAND_SUITE, USERLAND, platform, directory)
  })
}

/** Node itself with its headers, and koffi's library; the `node_modules` that holds them. */
export function fetchNode(platform: Platform, koffi: string, progress: Progress): string {
  const { arch } = platform
  const home = cached(`node-24-koffi-${koffi}-${arch}`, (directory) => {
    progress(`fetching Node 24 for ${arch} from npm`)
    writeFileSync(join(directory, 'package.json'), '{"private":true}')
    const names = [`node-linux-${arch}@24`, `@koromix/koffi-linux-${arch}@${koffi}`]
    // npm refuses another architecture's packages without force.
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--force', '--loglevel=error']
    const words = ['install', ...quiet, ...names]
    const result = spawnSync('npm', words, { cwd: directory, encoding: 'utf8' })
    if (result.status === 0) return
    throw new Missing(
      `npm cannot install ${names.join(' and ')}: is there a network? (${lastLine(result.stderr)})`,
    )
  })
  return join(home, 'node_modules')
}

/** Fills a directory once; half a download is never taken for a whole one. */
function cached(name: string, fill: (directory: string) => void): string {
  const home = join(CACHE, name)
  if (existsSync(home)) return home
  const fresh = join(CACHE, `.fetching-${name}`)
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  fill(fresh)
  renameSync(fresh, home)
  return home
}

function fetchDebian(
  suite: string,
  names: readonly string[],
  platform: Platform,
  directory: string,
): void {
  if (!existsSync(KEYRING)) {
    throw new Missing(`Debian's keys are not here (${KEYRING}): install debian-archive-keyring`)
  }
  const failures: string[] = []
  for (const archive of debianArchives()) {
    const failure =
      openSuite(archive, suite, directory) ?? downloadAll(names, platform.debian, directory)
    if (failure === undefined) return unpackAll(directory)
    failures.push(failure)
  }
  const why =
    failures.length === 0 ? "this machine's apt knows no Debian archive" : failures.join('\n')
  throw new Missing(`${names.join(', ')} of ${suite} cannot be had from Debian: ${lastLine(why)}`)
}

/** Downloads packages, and what a kernel's packages name as the other parts of that kernel. */
function downloadAll(
  names: readonly string[],
  debian: string,
  directory: string,
): string | undefined {
  const queue = [...names]
  for (const name of queue) {
    const failure = download(directory, `${name}:${debian}`)
    if (failure !== undefined) return failure
    const file = readdirSync(packagesIn(directory)).find((one) => one.startsWith(`${name}_`))
    if (file === undefined) return `apt-get brought no ${name}`
    const depends = spawnSync('dpkg-deb', ['-f', join(packagesIn(directory), file), 'Depends'], {
      encoding: 'utf8',
    })
    const parts = depends.stdout.match(/\blinux-(image|binary|modules)-[^\s,(]+/g) ?? []
    for (const part of parts) if (!queue.includes(part)) queue.push(part)
  }
  return undefined
}

function unpackAll(directory: string): void {
  for (const file of readdirSync(packagesIn(directory))) {
    const words = ['-x', join(packagesIn(directory), file), directory]
    const { status, stderr } = spawnSync('dpkg-deb', words, { encoding: 'utf8' })
    if (status !== 0) throw new Missing(`${file} cannot be unpacked: ${lastLine(stderr)}`)
  }
  rmSync(join(directory, 'apt'), { recursive: true })
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.findLast((line) => /^[EW]:|npm error/.test(line)) ?? lines.at(-1) ?? '').trim()
}
