import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kernelWords, machineWords } from './machine.ts'
import type { Platform } from './missing.ts'
import { CACHE } from './packages.ts'

/** With KVM a kernel without a first process panics, and so stops the machine, in two seconds. */
const PATIENCE_MS = 15_000
const MEMORY_MIB = 512

/**
 * Whether the machine's own processor can run the guest. Inside other virtual machines `/dev/kvm`
 * is often there and does not work, in ways that qemu cannot tell, so it is tried; the answer is
 * kept until the machine boots again.
 */
export function hasKvm(platform: Platform, image: string): boolean {
  if (platform.arch !== process.arch || !existsSync('/dev/kvm')) return false
  const file = join(CACHE, 'kvm.json')
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  if (existsSync(file)) {
    const known = JSON.parse(readFileSync(file, 'utf8')) as { boot: string; works: boolean }
    if (known.boot === boot) return known.works
  }
  const words = [...machineWords(platform, true, MEMORY_MIB), ...kernelWords(platform, image, '')]
  const { status, stdout } = spawnSync(platform.emulator, words, {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  const works = status === 0 && stdout.includes('Kernel panic')
  writeFileSync(file, JSON.stringify({ boot, works }))
  return works
}
