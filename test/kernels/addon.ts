import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Platform } from './missing.ts'
import { ROOT } from './packages.ts'

/**
 * Builds the addon for an architecture against the headers of the Node that will load it, without a
 * C library, as the package ships it.
 */
export function buildAddon(platform: Platform, nodeHeaders: string, output: string): void {
  const free = ['-nostdlib', '-nostartfiles', '-shared', '-fPIC', '-fvisibility=hidden', '-O2']
  const strict = ['-std=gnu11', '-Wall', '-Wextra', '-DNAPI_VERSION=8', '-Wl,-z,noexecstack']
  const own = platform.arch === 'arm64' ? ['-mno-outline-atomics'] : []
  const words = [...free, ...strict, ...own, '-I', nodeHeaders, 'native/uring.c', '-o', output]
  const result = spawnSync(platform.compiler, words, { cwd: ROOT, encoding: 'utf8' })
  if (result.status === 0) return
  throw new Error(`${platform.compiler} does not build native/uring.c:\n${result.stderr}`)
}

/** Where Node looks for the addon, inside the package. */
export function addonPath(platform: Platform): string {
  return join('native/prebuilt', `linux-${platform.arch}.node`)
}
