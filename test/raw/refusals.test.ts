import { execFileSync } from 'node:child_process'
import { release } from 'node:os'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { RawRing } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { isAtLeast, kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { needsKernel, onBackends } from './fixtures/bench.ts'

const EPERM = 1
const ENOSYS = 38
const RLIMIT_NOFILE = 7

/** How a child fares that other commands start, or that is denied rings. */
function refusal(
  backend: string,
  entries: number,
  { before = [], errno }: { before?: readonly string[]; errno?: number } = {},
): unknown {
  const script = fileURLToPath(new URL('fixtures/refused.ts', import.meta.url))
  const asked = [backend, String(entries), ...(errno === undefined ? [] : [String(errno)])]
  const words = [...before, process.execPath, ...EXEC_ARGV, script, ...asked]
  const [command = '', ...rest] = words
  // Another user cannot write where this one keeps what tsx has compiled.
  const env = { ...process.env, TSX_DISABLE_CACHE: '1' }
  return JSON.parse(
    execFileSync(command, rest, { encoding: 'utf8', env, timeout: 45_000 * slowness }),
  )
}

function has(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`])
    return true
  } catch {
    return false
  }
}

onBackends((bench) => {
  const backend = bench.kernel.name

  kernelTest('a seccomp filter is recognized by EPERM', {}, () => {
    expect(refusal(backend, 4, { errno: EPERM })).toMatchObject({
      code: 'ERR_URING_UNSUPPORTED',
      errno: -EPERM,
      reason: 'seccomp',
      message: expect.stringContaining('blocked, most likely by the seccomp profile'),
      remedy: expect.stringContaining('--security-opt seccomp'),
    })
  })

  kernelTest('a filter that answers ENOSYS is told from a kernel without io_uring', {}, () => {
    expect(refusal(backend, 4, { errno: ENOSYS })).toMatchObject({
      code: 'ERR_URING_UNSUPPORTED',
      errno: -ENOSYS,
      reason: 'seccomp',
      message: expect.stringContaining('a filter is on this thread'),
    })
  })

  kernelTest('too little locked memory is said with the limit', {}, (context) => {
    needsKernel(context, '6.14', 'rings that count as locked memory')
    if (!has('prlimit') || !has('setpriv')) context.skip('needs prlimit and setpriv')
    if (process.getuid?.() !== 0) context.skip('needs root to become somebody else')
    const nobody = [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--inh-caps=-all',
    ]
    const before = ['prlimit', '--memlock=65536:65536', ...nobody]
    const large = refusal(backend, 4096, { before })
    // Linux 7.3 has ceased to count them; which release was the first is written down nowhere.
    if (isAtLeast(release(), '7.0') && isDeepStrictEqual(large, {})) {
      context.skip('needs rings that count as locked memory, this kernel counts them no more')
    }
    expect(large).toMatchObject({
      code: 'ENOMEM',
      reason: 'memlock',
      message: expect.stringContaining('the limit of locked memory is 65536 bytes'),
      remedy: expect.stringContaining('ulimit -l'),
    })
    expect(refusal(backend, 4, { before })).toEqual({})
  })

  kernelTest('no free descriptor is said in words, and nothing is left behind', {}, () => {
    const { kernel } = bench
    const [old, next] = [bench.memory(16), bench.memory(16)]
    const limit = (from: number, to: number): number => {
      return kernel.syscall(Syscall.prlimit64, 0, RLIMIT_NOFILE, from, to)
    }
    expect(limit(0, old.address)).toBe(0)
    next.bytes.set(old.bytes)
    new DataView(next.bytes.buffer).setBigUint64(0, 3n, true)
    limit(next.address, 0)
    try {
      expect(() => new RawRing({ kernel, entries: 4 })).toThrow(
        expect.objectContaining({ code: 'EMFILE', remedy: expect.stringContaining('ulimit -n') }),
      )
    } finally {
      limit(old.address, 0)
    }
    bench.ring()
  })
})
