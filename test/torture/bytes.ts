/**
 * An endless stream of bytes that can be looked up at any place: a table whose length is a prime,
 * repeated. A byte from another place, another stream or another time does not fit.
 */
const PERIOD = 65_521
/** No piece of a stream is longer. */
export const PIECE_MAX = 256 << 10
/** So many bytes tell where in the table they are from. */
export const MARK = 12

const table = makeTable()

function makeTable(): Buffer {
  const bytes = Buffer.alloc(PERIOD + PIECE_MAX)
  let word = 0x2545_f491
  for (let i = 0; i < PERIOD; i++) {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    bytes[i] = word >>> 11
  }
  for (let at = PERIOD; at < bytes.length; at += PERIOD) bytes.copy(bytes, at, 0, PERIOD)
  return bytes
}

/** The bytes of stream `shift` from `offset` on. Not to be written to. */
export function expected(shift: number, offset: number, length: number): Buffer {
  if (length > PIECE_MAX) throw new RangeError(`a piece has ${PIECE_MAX} bytes at most`)
  const at = (shift + offset) % PERIOD
  return table.subarray(at, at + length)
}

/** Writes the bytes of a stream. */
export function fill(view: Uint8Array, shift: number, offset: number): void {
  view.set(expected(shift, offset, view.length))
}

/** Where the bytes differ from the stream, in words, or `null`. */
export function difference(view: Uint8Array, shift: number, offset: number): string | null {
  const wanted = expected(shift, offset, view.length)
  if (Buffer.compare(view, wanted) === 0) return null
  const at = view.findIndex((byte, index) => byte !== wanted[index])
  const [got, want] = [view, wanted].map((bytes) =>
    Buffer.from(bytes.subarray(at, at + 16)).toString('hex'),
  )
  const from = placeOf(view.subarray(at), shift)
  return (
    `byte ${at} of ${view.length} at offset ${offset} of stream ${shift}: ${got}, not ${want}; ` +
    (from < 0 ? 'from no stream' : `as at offset ${from} (modulo ${PERIOD}) of this stream`)
  )
}

/** The place in its stream, modulo the period, that bytes are from; -1 if they are too few. */
function placeOf(bytes: Uint8Array, shift: number): number {
  if (bytes.length < MARK) return -1
  const at = table.subarray(0, PERIOD + MARK).indexOf(bytes.subarray(0, MARK))
  return at < 0 ? -1 : (at - shift + 2 * PERIOD) % PERIOD
}

/** How many bytes of the stream are missing between `offset` and these; -1 if it cannot be told. */
export function gap(bytes: Uint8Array, shift: number, offset: number): number {
  const place = placeOf(bytes, shift % PERIOD)
  return place < 0 ? -1 : (place - (offset % PERIOD) + PERIOD) % PERIOD
}

/** A stream of its own. */
export const SHIFTS = PERIOD
