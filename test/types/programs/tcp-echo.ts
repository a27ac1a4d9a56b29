import type { Fd, Ring } from 'uring-sdk'

/** Serves until the listener is closed. */
export async function echo(ring: Ring, listener: Fd): Promise<void> {
  for await (const socket of ring.acceptMultishot(listener)) {
    serve(ring, socket).catch(console.error)
  }
}

/** Gives everything back, and ends when the peer does. */
export async function serve(ring: Ring, socket: Fd): Promise<void> {
  try {
    for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
  } finally {
    await socket.close()
  }
}
