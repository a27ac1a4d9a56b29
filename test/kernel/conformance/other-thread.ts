/** A Worker of `helpers.ts`: makes system calls and says what the kernel answered to each. */
import { parentPort, workerData } from 'node:worker_threads'
import { kernelOf } from '../fixtures/backends.ts'

const kernel = kernelOf('addon')
const { calls } = workerData as { readonly calls: readonly (readonly number[])[] }
parentPort?.postMessage(calls.map(([call = -1, ...words]) => kernel.syscall(call, ...words)))
