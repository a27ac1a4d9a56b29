import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Arch } from './missing.ts'
import { ROOT } from './packages.ts'

/**
 * Builds the addon of an architecture as the package ships it.
 *
 * @returns its path in the package, which is where Node looks for it
 */
export function buildAddon(arch: Arch): string {
  const words = [join(ROOT, '.ci/prebuild.mjs'), arch]
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the addon for ${arch} cannot be built:\n${stderr}`)
  return `native/prebuilt/linux-${arch}.node`
}
