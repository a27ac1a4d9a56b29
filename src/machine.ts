import type { System } from './system.ts'

/** What stands between a process and io_uring: facts of the machine, read and not guessed. */
export interface Machine {
  /** What runs the process besides the kernel: `Docker`, `Kubernetes`; null if nothing is seen. */
  readonly container: string | null
  /** Whether the kernel is gVisor's, which is a program and no Linux. */
  readonly gvisor: boolean
  /** Whether a seccomp filter is on this thread; null where it cannot be read. */
  readonly filtered: boolean | null
  /** kernel.io_uring_disabled: 0, 1 or 2; null before Linux 6.6, and without io_uring. */
  readonly disabled: number | null
  /** kernel.io_uring_group, whose members may although `disabled` is 1; -1 is none. */
  readonly group: number | null
  /** Whether this process may although `disabled` is 1: privileged, or of the group. */
  readonly exempt: boolean
  /** Bytes that may be locked, Infinity without a limit; null where it cannot be read. */
  readonly memlock: number | null
  /** Whether limits of locked memory do not count for this process. */
  readonly mayLock: boolean
}

/** Bits of the capability sets in /proc/self/status, as capabilities(7) numbers them. */
const CAP_IPC_LOCK = 14n
const CAP_SYS_ADMIN = 21n

/** gVisor claims this build whatever else it calls itself: the first minutes of Linux 4.4. */
const GVISOR_BUILD = 'Sun Jan 10 15:06:54 PST 2016'

/** Reads it all. What cannot be read is null, and no error. */
export function machineOf(system: System): Machine {
  // A filter is a thread's own, and a Worker is a thread.
  const status =
    system.readFile('/proc/thread-self/status') ?? system.readFile('/proc/self/status') ?? ''
  const version = system.readFile('/proc/version') ?? ''
  const seccomp = fieldOf(status, 'Seccomp')
  const group = numberIn(system, '/proc/sys/kernel/io_uring_group')
  return {
    container: containerOf(system),
    gvisor: /gvisor/i.test(`${version} ${system.release}`) || version.includes(GVISOR_BUILD),
    filtered: seccomp === undefined ? null : seccomp !== '0',
    disabled: numberIn(system, '/proc/sys/kernel/io_uring_disabled'),
    group,
    exempt: isPrivileged(system, status, CAP_SYS_ADMIN) || isMember(status, group),
    memlock: memlockOf(system),
    mayLock: isPrivileged(system, status, CAP_IPC_LOCK),
  }
}

function containerOf(system: System): string | null {
  const environment = `\0${system.readFile('/proc/self/environ') ?? ''}`
  const cgroup = system.readFile('/proc/self/cgroup') ?? ''
  if (environment.includes('\0KUBERNETES_SERVICE_HOST=') || cgroup.includes('kubepods')) {
    return 'Kubernetes'
  }
  if (system.readFile('/run/.containerenv') !== undefined || cgroup.includes('libpod')) {
    return 'Podman'
  }
  if (system.readFile('/.dockerenv') !== undefined || /[/-]docker[/-]/.test(cgroup)) return 'Docker'
  const named = system.readFile('/run/systemd/container')?.trim()
  if (named !== undefined && named !== '') return named
  return /\/(lxc|containerd|machine\.slice)/.test(cgroup) ? 'a container' : null
}

/** The capabilities of a user namespace count for nothing here: the kernel asks for its own. */
function isPrivileged(system: System, status: string, capability: bigint): boolean {
  const set = fieldOf(status, 'CapEff')
  if (set === undefined || ((BigInt(`0x${set}`) >> capability) & 1n) === 0n) return false
  const map = system.readFile('/proc/self/uid_map')?.trim().split(/\s+/)
  return map === undefined || map.join(' ') === '0 0 4294967295'
}

function isMember(status: string, group: number | null): boolean {
  if (group === null || group < 0) return false
  // The fourth of Gid is that of file systems, which is the one that the kernel looks at.
  const own = fieldOf(status, 'Gid')?.split(/\s+/)[3]
  const others = fieldOf(status, 'Groups')?.split(/\s+/) ?? []
  return [own, ...others].includes(String(group))
}

function memlockOf(system: System): number | null {
  const limits = system.readFile('/proc/self/limits') ?? ''
  const [, soft] = /^Max locked memory\s+(\S+)/m.exec(limits) ?? []
  if (soft === undefined) return null
  return soft === 'unlimited' ? Infinity : Number(soft)
}

function fieldOf(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.trim()
}

function numberIn(system: System, path: string): number | null {
  const text = system.readFile(path)?.trim()
  return text === undefined || !/^-?\d+$/.test(text) ? null : Number(text)
}
