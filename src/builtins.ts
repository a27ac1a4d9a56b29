/**
 * Modules of Node that few programs need, and that importing this package would take longer for:
 * each is loaded when it is first asked for.
 */
const { getBuiltinModule } = process

function lazily<T>(load: () => T): () => T {
  let loaded: T | undefined
  return () => (loaded ??= load())
}

export const crypto = lazily(() => getBuiltinModule('node:crypto'))
export const dns = lazily(() => getBuiltinModule('node:dns/promises'))
export const net = lazily(() => getBuiltinModule('node:net'))
export const threads = lazily(() => getBuiltinModule('node:worker_threads'))
