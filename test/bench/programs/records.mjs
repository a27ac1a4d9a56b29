// What is appended: records with their number in the first and in the last word. The suite reads
// them back when the program is over.

export const RECORD = 512

export function recordsIn({ buffer, byteOffset }) {
  return new Uint32Array(buffer, byteOffset, RECORD / 4)
}

export function fill(words, number) {
  words[0] = number
  words[RECORD / 4 - 1] = number
}
