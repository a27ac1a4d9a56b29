import type { Fd, Ring } from 'uring-sdk'

/** Answers every datagram until the socket is closed. */
export async function udp(ring: Ring, socket: Fd): Promise<void> {
  for await (const datagram of ring.recvmsgMultishot(socket)) {
    if (datagram.from && !datagram.truncated) await ring.sendto(socket, datagram, datagram.from)
    else datagram.release()
  }
}
