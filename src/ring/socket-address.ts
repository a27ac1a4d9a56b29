import { SockaddrIn6 } from '../../generated/structs.ts'

/** Under the names that the Ring speaks of them by. */
export { encodeSockaddr as encodeAddress, readSockaddr as decodeAddress } from '../raw/sockaddr.ts'

/** Room for the address of an IPv4 or IPv6 peer. */
export const INET_ADDRESS_BYTES = SockaddrIn6.SIZE
