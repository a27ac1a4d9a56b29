/**
 * Bun and Deno, which npm gives: the addon would end their process, so they must not load it. With
 * koffi they work.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, type TestContext } from 'vitest'
import { MissingError } from '../bench/build.ts'
import { findRuntime, type Runtime, type RuntimeName } from '../bench/runtimes.ts'
import { root } from '../rules/files.ts'
import { kernelTest } from '../support/kernel-test.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'uring-runtimes-'))
const modules = join(folder, 'node_modules')

const ECHO = `
  import { connect } from 'node:net'
  import { Ring } from 'uring-sdk'
  const ring = new Ring()
  const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
  const { port } = listener.localAddress()
  const client = connect(port, '127.0.0.1').end('hello')
  const answer = new Promise((resolve) => client.on('data', resolve))
  for await (const socket of ring.acceptMultishot(listener)) {
    for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
    await socket.close()
    break
  }
  console.log(String(await answer))
  await listener.close()
  await ring.close()`

const REFUSED = `
  import { Ring, support } from 'uring-sdk'
  console.log(support().ok)
  try {
    new Ring()
  } catch ({ code, reason, message, remedy }) {
    console.log([code, reason, message, remedy].join('\\n'))
  }`

/** The package as it is installed, from where no package of this checkout can be seen. */
beforeAll(() => {
  for (const name of ['package.json', 'dist', 'native/build/Release'])
    cpSync(join(root, name), join(modules, 'uring-sdk', name), { recursive: true })
  writeFileSync(join(folder, 'echo.mjs'), ECHO)
  writeFileSync(join(folder, 'refused.mjs'), REFUSED)
  const dependencies = { koffi: '*', 'uring-sdk': '*' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
})

afterAll(() => rmSync(folder, { recursive: true }))

async function find(name: RuntimeName, context: TestContext): Promise<Runtime> {
  try {
    return await findRuntime(name)
  } catch (error) {
    if (error instanceof MissingError) return context.skip(error.message)
    throw error
  }
}

async function said(runtime: Runtime, script: string): Promise<string> {
  const [program = '', ...words] = await runtime.command(join(folder, script))
  const { stdout } = await run(program, words, { cwd: folder, timeout: 30_000 })
  return stdout.trim()
}

describe.each(['bun', 'deno'] as const)('%s', (name) => {
  kernelTest(
    'gets an error that names it, without koffi',
    { timeout: 240_000 },
    async (context) => {
      const [ok, code, reason, message, remedy] = (
        await said(await find(name, context), 'refused.mjs')
      ).split('\n')
      expect([ok, code, reason]).toEqual(['false', 'ERR_URING_UNSUPPORTED', 'backend'])
      expect(message?.toLowerCase()).toMatch(`the event loop of node, and this is ${name} `)
      expect(remedy).toContain('npm install koffi')
    },
  )

  kernelTest('echoes through koffi', { timeout: 240_000 }, async (context) => {
    const runtime = await find(name, context)
    symlinkSync(join(root, 'node_modules', 'koffi'), join(modules, 'koffi'))
    try {
      expect(await said(runtime, 'echo.mjs')).toBe('hello')
    } finally {
      rmSync(join(modules, 'koffi'))
    }
  })
})
