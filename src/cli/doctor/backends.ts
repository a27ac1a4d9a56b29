import { existsSync } from 'node:fs'
import { addonFiles, findKernel } from '../../kernel/load.ts'
import type { BackendState } from './report.ts'

/** The ways to the kernel, in the order in which they are tried: which is taken, and why. */
export function backendStates(): readonly BackendState[] {
  const taken = findKernel()
  const addon = findKernel('addon')
  const file = addon.ok ? addon.file : undefined
  const [prebuilt, built] = ['prebuilt', 'build'].map((folder) =>
    addonFiles().filter((path) => path.includes(`/native/${folder}/`)),
  )
  const problem = addon.ok ? '' : addon.reason
  return [
    addonState('built addon', built ?? [], file, problem),
    addonState('prebuilt addon', prebuilt ?? [], file, problem),
    koffiState(taken.ok && taken.kernel.name === 'koffi'),
  ]
}

function addonState(
  name: BackendState['name'],
  files: readonly string[],
  used: string | undefined,
  problem: string,
): BackendState {
  if (used !== undefined && files.includes(used)) return { name, state: 'in use', text: used }
  const there = files.find((path) => existsSync(path))
  if (there === undefined) {
    return { name, state: 'absent', text: `there is no ${shortest(files)} in the package` }
  }
  return used === undefined
    ? { name, state: 'absent', text: problem }
    : { name, state: 'available', text: `${there}: another one comes first, or it does not load` }
}

/** `native/build/Release/uring.node`: the part that does not depend on where the package is. */
function shortest(files: readonly string[]): string {
  const [first = ''] = files
  return first.slice(first.lastIndexOf('/native/') + 1)
}

function koffiState(isUsed: boolean): BackendState {
  const found = findKernel('koffi')
  if (!found.ok) return { name: 'koffi', state: 'absent', text: `${found.reason}; ${found.remedy}` }
  return isUsed
    ? { name: 'koffi', state: 'in use', text: 'no addon loads; the addon is faster' }
    : { name: 'koffi', state: 'available', text: 'not needed: the addon is faster' }
}
