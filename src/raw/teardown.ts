import { CancelFlags, REGISTER_USE_REGISTERED_RING, RegisterOp } from '../../generated/constants.ts'
import { RsrcUpdate, SyncCancelReg } from '../../generated/structs.ts'
import { CALL_WORDS, Control } from '../kernel/kernel.ts'

/** Where the arguments of the calls lie in the control page, behind the words and the calls. */
const SYNC_CANCEL_AT = 256
const UPDATE_AT = 512
const CLOSE_AT = 640

/** One that cancels, two that hand the witness over, one that lets the index go. */
const CALL_COUNT = 4

/**
 * Writes into the control page how the backend ends this ring when no JavaScript runs any more: it
 * cancels everything, then lets the ring hold the witness, as its file table or in the first slot
 * of the table it has. Plain numbers, so that the backend knows no opcode.
 *
 * @param registered the ring will have a registered index and no descriptor
 */
export function writeTeardown(control: ArrayBuffer, address: number, registered: boolean): void {
  const words = new Int32Array(control)
  const cancel = new SyncCancelReg(control, SYNC_CANCEL_AT)
  cancel.fd = -1
  cancel.flags = CancelFlags.ANY | CancelFlags.ALL
  cancel.timeout.tvNsec = 1_000_000
  const update = new RsrcUpdate(control, UPDATE_AT)
  update.data = address + Control.WITNESS * 4
  words[Control.REGISTERED] = registered ? 1 : 0
  words[Control.WITNESS] = -1
  words[Control.CANCEL_CALLS] = 1
  words[Control.WITNESS_CALLS] = 2
  words[Control.CLOSE_CALLS] = registered ? 1 : 0
  const calls = [
    [RegisterOp.REGISTER_SYNC_CANCEL, 1, SYNC_CANCEL_AT],
    [RegisterOp.REGISTER_FILES, 1, Control.WITNESS * 4],
    [RegisterOp.REGISTER_FILES_UPDATE, 1, UPDATE_AT],
    [RegisterOp.UNREGISTER_RING_FDS, 1, CLOSE_AT],
  ] as const
  for (const [index, [opcode, count, argumentAt]] of calls.entries()) {
    const at = Control.CALLS + index * CALL_WORDS
    words[at] = opcode | (registered ? REGISTER_USE_REGISTERED_RING : 0)
    words[at + 1] = count
    writeAddress(words, at + 2, address + argumentAt)
  }
}

/** The index that the last call lets go, known only once the ring is there. */
export function writeRegisteredIndex(control: ArrayBuffer, index: number): void {
  new RsrcUpdate(control, CLOSE_AT).offset = index
}

/**
 * The registrations that the end of a ring needs when something may be in flight. A ring whose
 * restrictions forbid them cannot be closed then.
 */
export const closeRegisters: readonly number[] = [
  RegisterOp.REGISTER_SYNC_CANCEL,
  RegisterOp.REGISTER_FILES,
  RegisterOp.REGISTER_FILES_UPDATE,
]

/**
 * The ring has a registered index beside its descriptor, which the end of the ring lets go; or -1,
 * and has none any more.
 */
export function writeIndex(control: Int32Array, index: number): void {
  control[Control.CLOSE_CALLS] = index < 0 ? 0 : 1
  if (index >= 0) writeRegisteredIndex(control.buffer as ArrayBuffer, index)
}

/** The calls name the ring by its index from now on: it is about to lose its descriptor. */
export function callByIndex(control: Int32Array): void {
  for (let i = 0; i < CALL_COUNT; i++) {
    control[Control.CALLS + i * CALL_WORDS] |= REGISTER_USE_REGISTERED_RING
  }
}

/** An address as two words, low first. */
export function writeAddress(words: Int32Array, at: number, address: number): void {
  words[at] = address
  words[at + 1] = Math.floor(address / 0x1_0000_0000)
}
