import { Cmsghdr, RecvmsgOut } from '../../generated/structs.ts'
import { rangeError } from '../errors.ts'

/**
 * Control messages stand one after the other, each behind a {@link Cmsghdr} and padded to the size
 * of a machine word, which is 8 bytes on every architecture that we know.
 */
const ALIGNMENT = BigUint64Array.BYTES_PER_ELEMENT

/** One control message, as it lies in memory. */
export interface ControlData {
  /** `SocketLevel` or `IpProtocol`: whose message it is. */
  readonly level: number
  /** What it is: `ControlMessage` for `SOL_SOCKET`. */
  readonly type: number
  /** Its content: a view, not a copy. */
  readonly data: Uint8Array
}

function align(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

/** Bytes that a control message with so much content takes. Twin of the macro CMSG_SPACE. */
export function cmsgSpace(length: number): number {
  return Cmsghdr.SIZE + align(length)
}

/** What {@link Cmsghdr.cmsgLen} is for so much content. Twin of the macro CMSG_LEN. */
export function cmsgLength(length: number): number {
  return Cmsghdr.SIZE + length
}

/**
 * Where the first control message begins: 0, or -1 if there is none. `control` is what
 * {@link Msghdr.msgControl} points to, as long as {@link Msghdr.msgControllen} says. Twin of the
 * macro CMSG_FIRSTHDR.
 */
export function cmsgFirst(control: Uint8Array): number {
  return isWhole(control, 0) ? 0 : -1
}

/** Where the message behind the one at `at` begins, or -1. Twin of the macro CMSG_NXTHDR. */
export function cmsgNext(control: Uint8Array, at: number): number {
  const next = at + align(cmsgHead(control, at).cmsgLen)
  return isWhole(control, next) ? next : -1
}

/** Whether a head and what it says to have fit: a message that was cut off is none. */
function isWhole(control: Uint8Array, at: number): boolean {
  if (at + Cmsghdr.SIZE > control.length) return false
  const { cmsgLen } = cmsgHead(control, at)
  return cmsgLen >= Cmsghdr.SIZE && at + cmsgLen <= control.length
}

/** The head of the message at `at`: its length, level and type. */
export function cmsgHead(control: Uint8Array, at: number): Cmsghdr {
  return new Cmsghdr(control.buffer, control.byteOffset + at)
}

/** The content of the message at `at`: a view, not a copy. Twin of the macro CMSG_DATA. */
export function cmsgData(control: Uint8Array, at: number): Uint8Array {
  return control.subarray(at + Cmsghdr.SIZE, at + cmsgHead(control, at).cmsgLen)
}

/** All control messages that are whole, in order. */
export function* controlMessages(control: Uint8Array): Generator<ControlData, void, undefined> {
  for (let at = cmsgFirst(control); at >= 0; at = cmsgNext(control, at)) {
    const { cmsgLevel, cmsgType } = cmsgHead(control, at)
    yield { level: cmsgLevel, type: cmsgType, data: cmsgData(control, at) }
  }
}

/**
 * Writes a control message to be sent, at byte `at` of `control`. Throws a `RangeError` where there
 * is no room.
 *
 * @returns Where the next one goes: after the last, the value for {@link Msghdr.msgControllen}.
 */
export function writeCmsg(control: Uint8Array, at: number, message: ControlData): number {
  const { level, type, data } = message
  const end = at + cmsgSpace(data.length)
  if (at % ALIGNMENT !== 0) throw rangeError('at', `a multiple of ${ALIGNMENT}`, at)
  if (end > control.length) throw rangeError('control.length', `>= ${end}`, control.length)
  const head = cmsgHead(control, at)
  head.cmsgLen = cmsgLength(data.length)
  head.cmsgLevel = level
  head.cmsgType = type
  control.set(data, at + Cmsghdr.SIZE)
  control.fill(0, at + cmsgLength(data.length), end)
  return end
}

/** The room that a multishot RECVMSG keeps free in each buffer: a {@link Msghdr} says it. */
export interface RecvmsgRoom {
  /** Bytes for the address of the sender. */
  readonly msgNamelen: number
  /** Bytes for control messages. */
  readonly msgControllen: number
}

/**
 * The head of what a multishot RECVMSG put into a provided buffer; `null` if it is too short to be
 * one. `bytes` is the buffer, as long as the result of the completion; `room` is the {@link Msghdr}
 * that was submitted. The name and the control messages lie behind the head, in as much room as was
 * kept for them, and the payload behind that. Twin of io_uring_recvmsg_validate(3).
 */
export function recvmsgValidate(bytes: Uint8Array, room: RecvmsgRoom): RecvmsgOut | null {
  if (bytes.length < payloadStart(room)) return null
  return new RecvmsgOut(bytes.buffer, bytes.byteOffset)
}

function payloadStart({ msgNamelen, msgControllen }: RecvmsgRoom): number {
  return RecvmsgOut.SIZE + msgNamelen + msgControllen
}

/**
 * The address of the sender, for {@link readSockaddr}; empty where it has none. Twin of
 * io_uring_recvmsg_name(3).
 */
export function recvmsgName(bytes: Uint8Array, room: RecvmsgRoom): Uint8Array {
  const { namelen } = new RecvmsgOut(bytes.buffer, bytes.byteOffset)
  const start = RecvmsgOut.SIZE
  return bytes.subarray(start, start + Math.min(namelen, room.msgNamelen))
}

/**
 * The control messages, for {@link controlMessages} or {@link cmsgFirst}. Twin of
 * io_uring_recvmsg_cmsg_firsthdr(3) and io_uring_recvmsg_cmsg_nexthdr(3).
 */
export function recvmsgControl(bytes: Uint8Array, room: RecvmsgRoom): Uint8Array {
  const { controllen } = new RecvmsgOut(bytes.buffer, bytes.byteOffset)
  const start = RecvmsgOut.SIZE + room.msgNamelen
  return bytes.subarray(start, start + Math.min(controllen, room.msgControllen))
}

/**
 * The payload, as far as it is in this buffer: where a datagram was cut off, the flags of the head
 * say so, and {@link RecvmsgOut.payloadlen} its whole length if `MSG_TRUNC` was given. Twin of
 * io_uring_recvmsg_payload(3) and io_uring_recvmsg_payload_length(3).
 */
export function recvmsgPayload(bytes: Uint8Array, room: RecvmsgRoom): Uint8Array {
  return bytes.subarray(payloadStart(room))
}
