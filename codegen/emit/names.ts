import type { OperationRow } from '../operations/types.ts'

/** Names of Ring's own that no operation may take. */
const RESERVED = [
  'close closed issue multishot chain sendAll readAll writeAll openListener openConnection alloc',
  'createPool pool handle message messages sendFd receiveFds ref unref stats inspect fd flags',
  'inFlight constructor slot registerFile',
  // What the generated methods stand on.
  'begin commit stream fileOf directoryOf memoryOf fixedOf vectorOf messageOf pathOf addressOf',
  'timespecOf structOf poolOf slotOf pinsWith numberOf callOf isDirect heldOf',
  'destinationOf roomOf endsOf inlineOf integrityOf sendSetAddr',
].flatMap((names) => names.split(' '))

/** Refuses a row whose name is taken: a method and a prep function are found by it. */
export function checkNames(
  rows: readonly OperationRow[],
  reserved: readonly string[] = RESERVED,
): void {
  const seen = new Set(reserved)
  for (const { op, name } of rows) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
      throw new Error(`operation ${op}: ${name} is no name for a method`)
    }
    if (seen.has(name)) {
      throw new Error(`operation ${op}: the name ${name} is taken; give the row another`)
    }
    seen.add(name)
  }
}
