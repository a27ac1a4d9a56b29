import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { churn, echo, echoTest, openClient, pattern, Program, startServer } from './echo-helpers.ts'

echoTest('leaves no descriptor and no buffer behind 2,000 connections', (name) => churn(name, 2000))

echoTest('survives EMFILE and serves again once connections close', async (name) => {
  // Workers that start from sources open many files at once, before there is any connection.
  const limit = name === 'echo-server-cores' ? 240 : 64
  const { program, port } = await startServer(name, [], ['prlimit', `--nofile=${limit}`])
  const answered: Socket[] = []
  const open = async (): Promise<void> => {
    const socket = await openClient(port)
    socket.write('x')
    socket.once('data', () => answered.push(socket))
  }
  for (let i = 0; i < limit + 36; i++) await open()
  await program.until(() => answered.length > 10, 'answer')
  await sleep(300)
  expect(answered.length).toBeLessThan(limit)
  for (let total = 0; total < limit + 36; ) {
    await program.until(() => answered.length > 0, 'answer after connections have closed')
    for (const socket of answered.splice(0)) {
      socket.destroy()
      total++
    }
  }
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  echoTest(`ends with 0 after ${signal}, when what was queued has gone out`, async (name) => {
    const { program, port } = await startServer(name)
    const silent = await openClient(port)
    const sockets = await Promise.all(Array.from({ length: 8 }, () => openClient(port)))
    const message = pattern(512 * 1024)
    for (const socket of sockets) socket.write(message)
    await sleep(300)
    const ended = program.end(signal)
    await once(silent.resume(), 'end')
    await expect(openClient(port)).rejects.toThrow('ECONNREFUSED')
    for (const socket of sockets) {
      let bytes = 0
      socket.on('data', (chunk: Buffer) => {
        expect(chunk.equals(message.subarray(bytes, bytes + chunk.length))).toBe(true)
        bytes += chunk.length
      })
      await once(socket, 'end')
      expect(bytes).toBe(message.length)
      socket.end()
    }
    const { code, stderr } = await ended
    expect({ code, stderr: stderr.match(/error|at .*:\d+/i) }).toEqual({ code: 0, stderr: null })
  })
}

echoTest('does not wait for ever for a peer that never reads', async (name) => {
  const { program, port } = await startServer(name)
  const stuck = await openClient(port)
  stuck.write(pattern(32 * 1024 * 1024))
  await sleep(300)
  const start = performance.now()
  // The next one may take its time to start.
  const ended = program.end('SIGTERM').then(({ code }) => {
    return { code, ms: performance.now() - start }
  })
  await sleep(300)
  // The port is free at once, while the old server still waits.
  const next = new Program(name, ['--port', String(port), '--quiet'])
  await next.port()
  const { code, ms } = await ended
  expect(code).toBe(0)
  expect(ms).toBeLessThan(6000)
  await echo(await openClient(port), pattern(64))
  expect((await next.end('SIGINT')).code).toBe(0)
})

echoTest('says in one sentence that its port is busy, and ends with 1', async (name) => {
  const { port } = await startServer(name)
  const { code, stdout, stderr } = await new Program(name, ['--port', String(port)]).ended
  const taken = `127.0.0.1:${port} is in use: another program listens there.`
  const remedy = 'Choose a port with --port.'
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `${taken} ${remedy}\n` })
})

echoTest('explains itself, and wrong options', async (name) => {
  const run = (...options: string[]) => new Program(name, options).ended
  const [help, ...wrong] = await Promise.all([
    run('--help'),
    run('--prot', '7001'),
    run('--port', 'x'),
    run('--buffers', '100'),
    run('--idle-timeout', 'soon'),
  ])
  expect(help?.code).toBe(0)
  for (const option of ['port', 'host', 'backlog', 'buffers', 'idle-timeout', 'quiet', 'help']) {
    expect(help?.stdout).toContain(`--${option}`)
  }
  const end = '. --help shows what there is.\n'
  expect(wrong.map(({ code, stderr }) => [code, stderr])).toEqual([
    [2, `${name}: Unknown option '--prot'${end}`],
    [2, `${name}: --port takes a whole number from 0 to 65535, not 'x'${end}`],
    [2, `${name}: --buffers takes a power of two, not 100${end}`],
    [2, `${name}: --idle-timeout takes a number of seconds, not 'soon'${end}`],
  ])
})

echoTest('listens on an IPv6 address, and is quiet when asked to', async (name) => {
  const { program, port } = await startServer(name, ['--host', '::1', '--quiet'])
  const socket = await openClient(port, '::1')
  await echo(socket, pattern(10_000))
  socket.end()
  await sleep(2500)
  const { stdout, stderr } = await program.end('SIGTERM')
  expect(stdout).toBe(`listening on [::1]:${port}\n`)
  expect(stderr).toBe('')
})
