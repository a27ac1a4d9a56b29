/** One boot of one kernel: qemu is started, and its console is listened to. */
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Missing, type Platform, TOOLS_ENV } from './missing.ts'
import { MARK, type Message } from './results.ts'

const MEMORY_MIB = 3072
const DISK_BYTES = 2 ** 31
const CONSOLE_LINES_KEPT = 40

export interface Boot {
  readonly platform: Platform
  readonly image: string
  readonly initramfs: string
  readonly timeoutMs: number
  /** Whether the processor itself runs the guest. */
  readonly kvm: boolean
  onMessage(message: Message): void
  /** Every other line of the console. */
  onLine(line: string): void
}

/** How a machine ended that had more to do. */
export interface Stop {
  /** Its time was over. */
  readonly isLate: boolean
  readonly problem: string
}

/** Starts the machine; resolves when it is off, with what went wrong, or null. */
export async function boot(options: Boot): Promise<Stop | null> {
  const { platform, timeoutMs } = options
  const disk = `${options.initramfs}-disk`
  makeDisk(disk)
  const child = spawn(platform.emulator, emulatorWords(options, disk), {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whoever ends us, ends the machine: it would go on computing for nobody.
  const end = (): void => {
    child.kill('SIGKILL')
    for (const file of [disk, options.initramfs]) rmSync(file, { force: true })
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const leave = (): void => process.exit(1)
  process.on('exit', end)
  for (const signal of signals) process.on(signal, leave)
  let isOver = false
  let isLate = false
  const last: string[] = []
  const keep = (line: string): void => {
    last.push(line)
    if (last.length > CONSOLE_LINES_KEPT) last.shift()
  }
  createInterface(child.stdout).on('line', (raw) => {
    const line = raw.replaceAll('\r', '')
    const at = line.indexOf(MARK)
    const message = at < 0 ? null : parse(line.slice(at + MARK.length))
    if (message === null) {
      keep(line)
      return options.onLine(line)
    }
    if (message.kind === 'bye') isOver = true
    return options.onMessage(message)
  })
  createInterface(child.stderr).on('line', keep)
  const limit = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, timeoutMs)
  await new Promise<void>((resolve) => child.on('close', () => resolve()))
  clearTimeout(limit)
  process.off('exit', end)
  for (const signal of signals) process.off(signal, leave)
  rmSync(disk, { force: true })
  if (isOver) return null
  const how = isLate ? `was not done after ${timeoutMs / 1000} s` : 'stopped too early'
  return { isLate, problem: `the virtual machine ${how}; its console said:\n${last.join('\n')}` }
}

function parse(text: string): Message | null {
  try {
    return JSON.parse(text) as Message
  } catch {
    // The kernel has written into the middle of it; then the line is for humans.
    return null
  }
}

function makeDisk(disk: string): void {
  const fd = openSync(disk, 'w')
  ftruncateSync(fd, DISK_BYTES)
  closeSync(fd)
  const words = ['-q', '-F', '-t', 'ext4', '-E', 'lazy_itable_init=1,nodiscard', disk]
  const { status, stderr } = spawnSync('mke2fs', words, { encoding: 'utf8', env: TOOLS_ENV })
  if (status !== 0) throw new Missing(`mke2fs makes no file system: ${stderr.trim()}`)
}

function emulatorWords({ platform, image, initramfs, kvm }: Boot, disk: string): string[] {
  return [
    ...machineWords(platform, kvm, MEMORY_MIB),
    // Only an emergency reaches the console, where it would break our lines in two.
    ...kernelWords(platform, image, 'quiet loglevel=1 mitigations=off'),
    ...['-initrd', initramfs],
    ...['-drive', `file=${disk},if=none,id=disk,format=raw,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
  ]
}

/** A machine with two processors and a console, and nothing else. */
export function machineWords({ arch }: Platform, kvm: boolean, memoryMib: number): string[] {
  const isArm = arch === 'arm64'
  // qemu 7.2 leaves rubbish in the flags behind a CMPXCHG16B, and kernel 6.12, whose allocator uses
  // it, then panics anywhere.
  const processor = isArm ? 'cortex-a72' : 'max,cx16=off'
  const emulated = ['-accel', 'tcg,tb-size=512', '-cpu', processor]
  return [
    ...(kvm ? ['-accel', 'kvm', '-cpu', 'host'] : emulated),
    ...['-machine', isArm ? 'virt' : 'q35', '-smp', '2', '-m', String(memoryMib)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
  ]
}

/** A kernel that stops the machine when it panics, and speaks on the console. */
export function kernelWords({ arch }: Platform, image: string, words: string): string[] {
  const console = arch === 'arm64' ? 'ttyAMA0' : 'ttyS0'
  return ['-kernel', image, '-append', `console=${console} panic=-1 ${words}`]
}
