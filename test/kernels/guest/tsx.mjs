// Stands in for `tsx` inside the virtual machine: the host has stripped the types already, so that
// TypeScript files are handed out as they are. tsx itself would start a compiler in every process.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

let isRegistered = false

/** What a test's Worker calls. */
export function register() {
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    load(url, context, next) {
      if (!url.startsWith('file:') || !/\.ts(\?|$)/.test(url)) return next(url, context)
      const source = readFileSync(fileURLToPath(url.split('?')[0]), 'utf8')
      return { format: 'module', source, shortCircuit: true }
    },
  })
}

register()
