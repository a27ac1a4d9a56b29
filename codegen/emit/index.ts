import { emitAbiCheck } from './abi-check.ts'
import { emitBpf } from './bpf.ts'
import { emitConstants, emitInternal } from './constants.ts'
import { emitDecode } from './decode.ts'
import type { Input } from './input.ts'
import { checkNames } from './names.ts'
import { emitOperations } from './operations.ts'
import { emitPrep } from './prep.ts'
import type { Generated } from './print.ts'
import { emitRegisters } from './registers.ts'
import { emitRings } from './rings.ts'
import { emitStructs } from './structs.ts'
import { emitSupport } from './support.ts'

/** Every generated file, in the order in which one stands on the other. */
export async function emit(input: Input): Promise<readonly Generated[]> {
  checkNames(input.operations)
  return [
    await emitConstants(input),
    await emitInternal(input),
    await emitStructs(input),
    await emitRings(input),
    await emitPrep(input),
    await emitOperations(input),
    await emitRegisters(input),
    await emitSupport(input),
    await emitBpf(input),
    await emitDecode(input),
    emitAbiCheck(input),
  ]
}
