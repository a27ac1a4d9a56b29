/** The archive that the virtual machine starts from: a shell, Node, our code, and what to run. */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildAddon } from './addon.ts'
import { Archive } from './cpio.ts'
import type { Job } from './job.ts'
import type { KernelFiles } from './kernel-files.ts'
import { Missing, type Platform } from './missing.ts'
import { CACHE, fetchNode, fetchUserland, type Progress, ROOT } from './packages.ts'
import { addTree, HOME, koffiVersion } from './tree.ts'

/** Libraries that Node, koffi and the tools name. */
const LIBRARIES = /^lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+|smartcols|cap-ng)\.so\.\d+$/

/** Writes the archive for one kernel and gives its path. */
export function buildImage(
  platform: Platform,
  kernel: KernelFiles,
  job: Job,
  progress: Progress,
): string {
  const userland = fetchUserland(platform, progress)
  const modules = fetchNode(platform, koffiVersion(), progress)
  const node = join(modules, `node-linux-${platform.arch}`)
  const addon = buildAddon(platform.arch)

  const path = join(CACHE, `initramfs-${platform.arch}-${kernel.version}-${process.pid}`)
  const archive = new Archive(path)
  for (const directory of ['proc', 'sys', 'dev', 'tmp', 'root', 'bin']) archive.directory(directory)
  addUserland(archive, userland, platform)
  archive.copy('bin/node', join(node, 'bin/node'), 0o755)
  for (const [path, file] of [
    ['init', 'init'],
    ['bin/git', 'git'],
  ] as const) {
    archive.copy(path, join(ROOT, 'test/kernels/guest', file), 0o755)
  }
  archive.file('etc/hosts', '127.0.0.1 localhost\n::1 localhost\n')
  archive.file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n')
  kernel.modules.forEach(({ name, content }, index) => {
    archive.file(`modules/${String(index).padStart(2, '0')}-${name}.ko`, content)
  })
  addTree(archive)
  archive.copy(join(HOME, addon), join(ROOT, addon))
  const koffi = `@koromix/koffi-linux-${platform.arch}`
  archive.copyAll(join(HOME, 'node_modules', koffi), join(modules, koffi))
  archive.file(join(HOME, 'job.json'), JSON.stringify(job))
  archive.close()
  return path
}

/** The shell and tools, and the libraries under the names that programs ask for. */
function addUserland(archive: Archive, userland: string, platform: Platform): void {
  const files = readdirSync(userland, { recursive: true, encoding: 'utf8' })
  const find = (name: string): string => {
    const found = files.find((file) => basename(file) === name)
    if (found === undefined)
      throw new Missing(`${userland} has no ${name}: remove it to fetch again`)
    return join(userland, found)
  }
  archive.copy('bin/busybox', find('busybox'), 0o755)
  for (const tool of ['prlimit', 'setpriv']) {
    archive.copy(`bin/${tool}`, join(userland, 'usr/bin', tool), 0o755)
  }
  archive.copy(platform.loader, find(basename(platform.loader)), 0o755)
  const names = new Set(files.map((file) => basename(file)).filter((name) => LIBRARIES.test(name)))
  for (const name of names) archive.copy(`lib/${name}`, find(name), 0o755)
}
