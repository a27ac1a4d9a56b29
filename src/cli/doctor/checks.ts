import type { Reason, UringError } from '../../errors.ts'
import type { Machine } from '../../machine.ts'
import type { System } from '../../system.ts'
import type { Check } from './report.ts'

/** Everything that can be told without trying anything; `error` is what stops the Ring. */
export interface Known {
  readonly system: System
  readonly arch: string
  readonly node: string
  readonly machine: Machine
  /** The backend in use, or null. */
  readonly backend: string | null
  readonly error: UringError | null
  /** Why no buffers could be registered, although there are rings. */
  readonly lockError: Error | null
}

/** One line for each thing that can stop io_uring, the outermost first. */
export function checksOf(known: Known): readonly Check[] {
  const lines: readonly (readonly [name: string, reason: Reason | null, text: string])[] = [
    ['system', 'platform', systemText(known)],
    ['node', null, `Node ${known.node}`],
    ['kernel', 'kernel', known.system.release],
    ['gVisor', 'sandbox', known.machine.gvisor ? 'this kernel is gVisor' : 'no'],
    ['container', null, known.machine.container ?? 'none is seen'],
    ['sysctl', 'sysctl', sysctlText(known.machine)],
    ['seccomp', 'seccomp', filterText(known.machine)],
    ['policy', 'policy', policyText(known)],
    ['memlock', 'memlock', memlockText(known.machine)],
    ['backend', 'backend', known.backend ?? 'none'],
    ['ring', 'flags', ringText(known)],
  ]
  if (known.error?.reason === 'platform') {
    // What follows are questions to Linux.
    return lines.slice(0, 2).map((line) => checkOf(line, known))
  }
  return lines.map((line) => checkOf(line, known))
}

function checkOf(
  [name, reason, text]: readonly [name: string, reason: Reason | null, text: string],
  { error, lockError, machine }: Known,
): Check {
  if (error !== null && error.reason === reason) {
    return { name, state: 'stop', text: error.message }
  }
  if (name === 'ring' && error !== null) return { name, state: 'stop', text }
  if (name === 'memlock' && lockError !== null) {
    return { name, state: 'warn', text: `${text}: ${lockError.message}` }
  }
  return { name, state: isOpen(name, machine) ? 'info' : 'ok', text }
}

/** What says nothing by itself: whether it matters is seen by trying. */
function isOpen(name: string, { container, filtered }: Machine): boolean {
  if (name === 'seccomp') return filtered !== false
  return name === 'policy' || (name === 'container' && container !== null)
}

function systemText({ system, arch }: Known): string {
  return `${system.platform} on ${arch}`
}

/** What has no line of its own is said here. */
function ringText({ error }: Known): string {
  if (error === null) return 'a Ring was made, and closed'
  return error.reason === undefined ? error.message : 'no Ring can be made'
}

function sysctlText({ disabled, group, exempt }: Machine): string {
  if (disabled === null) return 'there is no kernel.io_uring_disabled (Linux 6.6)'
  const members = group === null || group < 0 ? 'no group' : `group ${group}`
  const pass = disabled === 1 && exempt ? ', and this process may' : ''
  const who = ['', ` (privileged processes and ${members} may)`, ' (nobody may)'][disabled] ?? ''
  return `kernel.io_uring_disabled is ${disabled}${who}${pass}`
}

function filterText({ filtered }: Machine): string {
  if (filtered === null) return 'it cannot be read whether a filter is on this process'
  return filtered ? 'a filter is on this process' : 'no filter is on this process'
}

function policyText({ system }: Known): string {
  const modules = system.readFile('/sys/kernel/security/lsm')?.trim()
  return modules === undefined ? 'security modules cannot be read' : `security modules: ${modules}`
}

function memlockText({ memlock, mayLock }: Machine): string {
  if (memlock === null) return 'the limit cannot be read'
  const limit = memlock === Infinity ? 'no limit' : `${memlock} bytes may be locked`
  return mayLock ? `${limit}, which does not count for this process` : limit
}
