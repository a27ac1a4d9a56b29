import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { Ring, type RingHandle } from 'uring-sdk'
import { serve } from './tcp-echo.ts'

/** A ring a core: Workers share the port, and the first ring counts for all over MSG_RING. */
export async function cores(script: URL, port: number, count: number): Promise<void> {
  const ring = new Ring()
  if (isMainThread) {
    const workers = Array.from({ length: count }, () => {
      return new Worker(script, { workerData: { report: ring.handle, port } })
    })
    let served = 0
    for await (const more of ring.messages()) console.log('served', (served += more))
    await Promise.all(workers.map((worker) => worker.terminate()))
  } else {
    const { report } = workerData as { report: RingHandle }
    const listener = await ring.openListener({ port, reusePort: true })
    for await (const socket of ring.acceptMultishot(listener)) {
      void serve(ring, socket).finally(() => void ring.message(report, 1))
    }
  }
}
