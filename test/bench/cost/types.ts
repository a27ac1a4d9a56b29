/** What one operation of a peer costs besides its time; what could not be counted is absent. */
export interface CostRow {
  readonly peer: string
  /** System calls by name, an operation; those below a hundredth are left out. */
  readonly syscalls?: Readonly<Record<string, number>>
  readonly syscallsPerOp?: number
  readonly entersPerOp?: number
  readonly completionsPerEnter?: number
  readonly bytesPerOp?: number
  /** Nanoseconds of garbage collection an operation. */
  readonly gcNsPerOp?: number
  /** Why there are no figures. */
  readonly reason?: string
}

export interface CostCase {
  readonly suite: string
  readonly name: string
  readonly unit: string
  readonly rows: readonly CostRow[]
}

/** Where the time of one program went, by function, the longest first. */
export interface Profile {
  readonly suite: string
  readonly name: string
  readonly peer: string
  /** Times the CPU of the row it is compared with. */
  readonly timesReference: number
  /** The whole profile, beside the JSON and not committed. */
  readonly file: string
  readonly seconds: number
  readonly functions: readonly { readonly place: string; readonly share: number }[]
}

export interface CostRecord {
  readonly date: string
  /** What counted the system calls: "perf stat" or "strace"; absent where neither can. */
  readonly counter?: string
  readonly cases: readonly CostCase[]
  readonly profile?: Profile
}
