import { Worker } from 'node:worker_threads'

/** Starts a module of ours as a Worker, which finds `data` as its `workerData`. */
export function startWorker(module: URL, data: unknown): Worker {
  const options = { workerData: data }
  const [major] = process.versions.node.split('.').map(Number)
  if (major !== 20 || !module.pathname.endsWith('.ts')) return new Worker(module, options)
  // A Worker of Node 20 does not heed `--import tsx`: this one takes it for itself.
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const start = `({ register }) => { register(); return import(${JSON.stringify(module.href)}) }`
  return new Worker(`import(${tsx}).then(${start})`, { ...options, eval: true })
}
