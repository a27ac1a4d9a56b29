import type { Epoch } from '../epoch.ts'
import type { Scene } from '../scene.ts'

/** One sort of thing that a program does with a ring. A file of its own each. */
export interface Kind {
  readonly name: string
  /** How often it is chosen, compared with the others. */
  readonly weight: number
  /** Whether it can be played now; left out, always. */
  canRun?(epoch: Epoch): boolean
  /** Starts operations, and returns when all of them have settled and were looked at. */
  run(scene: Scene): Promise<void>
}
