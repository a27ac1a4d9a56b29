import { type Fd, type Ring, UringError } from 'uring-sdk'

/** Settles when the kernel has let go; bytes that won the race resolve. */
export async function receive(
  ring: Ring,
  socket: Fd,
  signal: AbortSignal,
  timeout = 5000,
): Promise<Uint8Array | null> {
  const buffer = ring.alloc(4096)
  try {
    return buffer.subarray(0, await ring.recv(socket, buffer, { signal, timeout }))
  } catch (error) {
    if (error instanceof UringError && error.code === 'ETIME') return null
    throw error // AbortError, ECONNRESET ...
  }
}
