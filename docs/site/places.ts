/** Under which heading a name of the reference is listed that its source has no tag for. */

/** By the file that declares it: the first that fits. */
const FILES: readonly (readonly [file: RegExp, heading: string])[] = [
  [/generated\/constants\.ts$/, 'Constants'],
  [/generated\/structs\.ts$/, 'Structs'],
  [/generated\/(prep|registers)\.ts$/, 'Operations'],
  [/generated\/operations\.ts$/, 'Operations'],
  [/src\/ring\/(issue|rowless|overlay)\.ts$/, 'Operations'],
  [
    /src\/(errors|raw\/(decode|sqe-rules|support))\.ts$|src\/ring\/(debug|report)\.ts$/,
    'Diagnosis',
  ],
  [/src\/(kernel\/|raw\/affinity)/, 'The machine'],
  [/bpf/, 'BPF filters'],
  [/src\/raw\/(messages|sockaddr)\.ts$/, 'Messages and addresses'],
  [/src\/raw\/(allocate|buffer-ring|wait-region)\.ts$/, 'Memory'],
]

const RINGS = 'Rings'

/** The heading for what a file declares. */
export function headingOfFile(file: string): string {
  return FILES.find(([pattern]) => pattern.test(file))?.[1] ?? RINGS
}

/** Members of the Ring that no row of the op table describes. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Files: ['readAll', 'writeAll'],
  Sockets: ['openListener', 'openConnection', 'sendAll'],
  Buffers: ['alloc', 'createPool', 'pool'],
  Control: ['chain', 'issue', 'multishot', 'closeFd', 'slot'],
  'Other rings': ['handle', 'message', 'messages', 'sendFd', 'receiveFds'],
}

/** The heading for a member of a ring class: what is of no other kind is about the ring itself. */
export function headingOfMember(name: string): string {
  return Object.entries(MEMBERS).find(([, names]) => names.includes(name))?.[0] ?? 'The ring itself'
}
