/** A kernel's own files: the image that is booted, and the modules that the disk needs. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Missing } from './missing.ts'

export interface KernelFiles {
  /** As `uname -r` will say it. */
  readonly version: string
  readonly image: string
  /** In the order in which they must be loaded. */
  readonly modules: readonly { readonly name: string; readonly content: Uint8Array }[]
}

/**
 * What the cloud kernels do not have built in, of what a file system on a disk, a disk in a file
 * and a disk of nothing take.
 */
const WANTED = ['virtio_pci', 'virtio_blk', 'ext4', 'loop', 'null_blk']

/** Finds them below the directory that the kernel's packages were unpacked to. */
export function kernelFiles(directory: string): KernelFiles {
  const homes = ['lib/modules', 'usr/lib/modules'].map((path) => join(directory, path))
  const home = homes.find((path) => existsSync(path))
  const [version] = home === undefined ? [] : readdirSync(home)
  if (home === undefined || version === undefined) {
    throw new Missing(`${directory} holds no kernel: remove it to have it fetched again`)
  }
  const modules = join(home, version)
  // Newer packages keep the image with the modules.
  const images = [join(directory, 'boot', `vmlinuz-${version}`), join(modules, 'vmlinuz')]
  const image = images.find((path) => existsSync(path))
  if (image === undefined) throw new Missing(`${directory} holds no vmlinuz`)
  return { version, image, modules: inOrder(join(modules, 'kernel')) }
}

/** The wanted modules, each behind those that it depends on. */
function inOrder(directory: string): KernelFiles['modules'] {
  const places = new Map<string, string>()
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const name = /^(.+)\.ko(\.xz)?$/.exec(basename(file))?.[1]
    if (name !== undefined) places.set(name.replaceAll('-', '_'), join(directory, file))
  }
  const done = new Map<string, Uint8Array>()
  const visit = (name: string): void => {
    const place = places.get(name)
    // What is not there is built in.
    if (place === undefined || done.has(name)) return
    const content = unpacked(place)
    for (const other of dependenciesOf(content)) visit(other)
    done.set(name, content)
  }
  for (const name of WANTED) visit(name)
  return [...done].map(([name, content]) => ({ name, content }))
}

function unpacked(path: string): Uint8Array {
  if (!path.endsWith('.xz')) return readFileSync(path)
  const { status, stdout } = spawnSync('xz', ['-dc', path], { maxBuffer: 1 << 26 })
  if (status !== 0) throw new Missing(`xz cannot unpack ${path}`)
  return stdout
}

/** A module names them in a section of strings, each with its key. */
function dependenciesOf(content: Uint8Array): string[] {
  const names = /\0depends=([^\0]*)\0/.exec(Buffer.from(content).toString('latin1'))?.[1] ?? ''
  return names
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('-', '_'))
}
