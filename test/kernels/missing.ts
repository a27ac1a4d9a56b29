import { spawnSync } from 'node:child_process'

/** What this machine lacks or could not fetch: then the run is skipped, which is no failure. */
export class Missing extends Error {
  override readonly name = 'Missing'
}

export type Arch = 'x64' | 'arm64'

export const ARCHES: readonly Arch[] = ['x64', 'arm64']

/** What differs between the architectures, outside of the virtual machine. */
export interface Platform {
  readonly arch: Arch
  /** As Debian calls it. */
  readonly debian: string
  readonly emulator: string
  readonly compiler: string
  /** Debian's packages of the two. */
  readonly emulatorPackage: string
  readonly compilerPackage: string
  /** Where programs of this architecture look for the program that loads them. */
  readonly loader: string
}

export const PLATFORMS: Readonly<Record<Arch, Platform>> = {
  x64: {
    arch: 'x64',
    debian: 'amd64',
    emulator: 'qemu-system-x86_64',
    emulatorPackage: 'qemu-system-x86',
    compiler: process.arch === 'x64' ? 'gcc' : 'x86_64-linux-gnu-gcc',
    compilerPackage: process.arch === 'x64' ? 'gcc' : 'gcc-x86-64-linux-gnu',
    loader: 'lib64/ld-linux-x86-64.so.2',
  },
  arm64: {
    arch: 'arm64',
    debian: 'arm64',
    emulator: 'qemu-system-aarch64',
    emulatorPackage: 'qemu-system-arm',
    compiler: process.arch === 'arm64' ? 'gcc' : 'aarch64-linux-gnu-gcc',
    compilerPackage: process.arch === 'arm64' ? 'gcc' : 'gcc-aarch64-linux-gnu',
    loader: 'lib/ld-linux-aarch64.so.1',
  },
}

/** Where `mke2fs` is, although only root has it on the path. */
export const TOOLS_ENV = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }

/** A program, and the Debian package that brings it. */
type Tool = readonly [program: string, debian: string]

function toolsOf({ emulator, emulatorPackage, compiler, compilerPackage }: Platform): Tool[] {
  return [
    [emulator, emulatorPackage],
    [compiler, compilerPackage],
    ['apt-get', 'apt'],
    ['dpkg-deb', 'dpkg'],
    ['xz', 'xz-utils'],
    ['mke2fs', 'e2fsprogs'],
    ['npm', 'npm'],
  ]
}

/** One sentence for the tools that are not here, or null. */
export function missingTools(
  platform: Platform,
  isHere: (program: string) => boolean = isOnPath,
): string | null {
  const missing = toolsOf(platform).filter(([program]) => !isHere(program))
  if (missing.length === 0) return null
  const programs = missing.map(([program]) => program)
  const packages = missing.map(([, name]) => name)
  return (
    `${programs.join(' and ')} ${programs.length === 1 ? 'is' : 'are'} not on this machine; ` +
    `\`apt-get install --no-install-recommends ${packages.join(' ')}\` brings what is missing`
  )
}

function isOnPath(program: string): boolean {
  // Every one of them answers this without doing anything; mke2fs calls it a usage error.
  return spawnSync(program, ['--version'], { stdio: 'ignore', env: TOOLS_ENV }).error === undefined
}
