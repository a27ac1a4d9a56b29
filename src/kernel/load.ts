import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { AddonKernel, type Native } from './addon.ts'
import type { Found } from './kernel.ts'
import { loadKoffi } from './koffi.ts'

/** The backends that come with the package. */
export type Backend = 'addon' | 'koffi'

const require = createRequire(import.meta.url)
const found = new Map<Backend | undefined, Found>()

/**
 * The backend of that name, or the best there is: the addon, else koffi if it is installed. Looked
 * for once an environment; never throws.
 */
export function findKernel(backend?: Backend): Found {
  let answer = found.get(backend)
  if (answer === undefined) {
    answer = search(backend)
    found.set(backend, answer)
  }
  return answer
}

function search(backend: Backend | undefined): Found {
  const foreign = foreignPlatform()
  if (foreign !== null) return { ok: false, ...foreign }
  if (backend === 'koffi') return loadKoffi()
  const addon = otherRuntime() ?? loadAddon()
  if (addon.ok || backend === 'addon') return addon
  const koffi = loadKoffi()
  return koffi.ok ? koffi : addon
}

/** Why no backend can be had on such a machine, whatever is installed; null on those we know. */
export function foreignPlatform(): { readonly reason: string; readonly remedy: string } | null {
  const { platform, arch } = process
  if (platform !== 'linux') {
    const reason = `io_uring is a part of Linux, and this is ${platform}`
    return { reason, remedy: 'run on Linux 6.1 or later' }
  }
  // Numbers of system calls and layouts of structs are generated for these two.
  if (arch === 'x64' || arch === 'arm64') return null
  return { reason: `uring-sdk is for x64 and arm64, and this is ${arch}`, remedy: 'run on one' }
}

/**
 * Why no addon is loaded here; null in Node. It stands in libuv's loop: Bun ends the process at the
 * first such call, Deno when the file is loaded, and neither can be caught.
 */
function otherRuntime(): Found | null {
  const { bun, deno } = process.versions
  if (bun === undefined && deno === undefined) return null
  const name = bun === undefined ? `Deno ${deno}` : `Bun ${bun}`
  const reason = `the addon needs the event loop of Node, and this is ${name}`
  return { ok: false, reason, remedy: '`npm install koffi`, or run it with Node 20.19 or later' }
}

const BUILD =
  'build it with `npx node-gyp rebuild -C native` in the folder of uring-sdk, ' +
  'or `npm install koffi`'

const ALLOW =
  'start Node without `--no-addons`; with `--permission` it takes `--allow-addons`, ' +
  'and a ring then goes round what `--permission` guards'

/** What node-gyp has built here, as in a checkout; else the prebuilt file of this architecture. */
function loadAddon(): Found {
  const problems: string[] = []
  let remedy = BUILD
  for (const file of addonFiles()) {
    if (!existsSync(file)) continue
    try {
      return { ok: true, kernel: new AddonKernel(require(file) as Native), file }
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
      if (isForbidden(error)) remedy = ALLOW
    }
  }
  const reason =
    problems.length > 0
      ? `the addon does not load (${problems.join('; ')})`
      : `there is no addon for ${process.platform} on ${process.arch}`
  return { ok: false, reason, remedy }
}

/** Whether Node loads no addon at all: `--no-addons`, or its permission model. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_DLOPEN_DISABLED'
}

/** Where the addon is looked for, in this order; a path for each root that this file may have. */
export function addonFiles(): string[] {
  const names = [
    'native/build/Release/uring.node',
    `native/prebuilt/${process.platform}-${process.arch}.node`,
  ]
  // This file runs as src/kernel/load.ts and as dist/src/kernel/load.js.
  const roots = ['../../', '../../../']
  return names.flatMap((name) =>
    roots.map((root) => fileURLToPath(new URL(root + name, import.meta.url))),
  )
}
