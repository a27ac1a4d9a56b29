import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { root } from './rules/files.ts'

// Every code block of README.md runs here as it stands there, but for the port.

const run = promisify(execFile)
const text = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(
  ([, language = '', code = '']) => ({ language, code }),
)
const programs = blocks.filter(({ language }) => language === 'ts').map(({ code }) => code)
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.trim().split('\n'))

/** A part that is not built yet is a skip that says so, and none once it is. */
function needs(context: TestContext, path: string): void {
  if (!existsSync(join(root, path))) context.skip(`needs ${path}, which is not there`)
}

let folder: string
beforeAll(() => {
  // Inside the checkout, so that the package's own name leads to the package.
  mkdirSync(join(root, 'dist'), { recursive: true })
  folder = mkdtempSync(join(root, 'dist', 'readme-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('README.md has one program, and no block in a language that nobody runs', () => {
  expect(programs).toHaveLength(1)
  expect(blocks.filter(({ language }) => !['ts', 'sh'].includes(language))).toEqual([])
})

test('the program compiles', { timeout: 60_000 }, async (context) => {
  needs(context, 'src/index.ts')
  writeFileSync(join(folder, 'echo.ts'), programs[0] ?? '')
  const options = { extends: '../../tsconfig.json', include: ['.'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder])
})

test('the program echoes', async (context) => {
  needs(context, 'src/index.ts')
  const port = await freePort()
  const file = join(folder, 'echo-run.ts')
  writeFileSync(file, (programs[0] ?? '').replaceAll('7001', String(port)))
  const node = ['--conditions=uring-source', '--import', 'tsx', file]
  await withServer(spawn(process.execPath, node, { cwd: root }), async () => {
    expect(await echoOf(port, 'hello')).toBe('hello')
  })
})

/** How each command of the README is run; one that is not here fails the test below. */
const runs: Readonly<Record<string, (context: TestContext) => Promise<void> | void>> = {
  'npm test': () => {
    // It runs this very test.
  },
  'npm start': async (context) => {
    needs(context, 'docs/examples/echo-server.ts')
    const port = await freePort()
    const server = spawn('npm', ['start', '--', '--port', String(port)], { cwd: root })
    await withServer(server, async () => expect(await echoOf(port, 'hello')).toBe('hello'))
  },
  // The next two write into the checkout, where other tests read: here they only look.
  'npm run headers': () => scriptExists('headers'),
  'npm run generate': async (context) => {
    needs(context, 'codegen/main.ts')
    await run('npm', ['run', 'generate', '--', '--check'], { cwd: root })
  },
  'npm run generate -- --header /usr/include --out generated-from-mine': async (context) => {
    needs(context, 'codegen/main.ts')
    needs(context, relative(root, '/usr/include/linux/io_uring.h'))
    const out = join(folder, 'generated')
    const words = ['run', 'generate', '--', '--header', '/usr/include', '--out', out]
    await run('npm', words, { cwd: root })
    expect(readFileSync(join(out, 'constants.ts'), 'utf8')).toContain('IORING_OP_NOP')
  },
}

test.for(commands)('`%s` does what it says', { timeout: 60_000 }, async (command, context) => {
  expect(Object.keys(runs)).toContain(command)
  await runs[command]?.(context)
})

test('`npm start` with a wrong option says that, and nothing of a server', async (context) => {
  needs(context, 'docs/examples/echo-server.ts')
  const start = run('node', [join(root, '.ci', 'start.mjs'), '--port', 'abc'], { cwd: root })
  const error = await start.then(
    () => null,
    (reason: { code: number; stdout: string; stderr: string }) => reason,
  )
  expect(error).toMatchObject({ code: 2 })
  expect(error?.stderr).toMatch(/^echo-server: --port takes a whole number/)
  expect(`${error?.stdout}${error?.stderr}`).not.toMatch(/running|nc /)
})

test('every `npm run` that the documents name is a script', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    const words = readFileSync(join(root, file), 'utf8').matchAll(/npm (?:run )?([a-z:]+)/g)
    // npm's own commands.
    const own = ['install', 'pack', 'publish']
    for (const [, name = ''] of words) if (!own.includes(name)) scriptExists(name)
  }
})

function scriptExists(name: string): void {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(manifest.scripts)).toContain(name)
}

/** Runs `look` while the server is up; what the server said is part of a failure. */
async function withServer(server: ChildProcess, look: () => Promise<void>): Promise<void> {
  let said = ''
  server.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(server, 'exit')
  try {
    const early = ended.then(() => Promise.reject(new Error('the server ended by itself')))
    await Promise.race([look(), early])
  } catch (error) {
    throw new Error(`the server said:\n${said}`, { cause: error })
  } finally {
    server.kill('SIGTERM')
    await ended.catch(() => {})
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What comes back for `message`, with patience until the server listens. */
async function echoOf(port: number, message: string): Promise<string> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' })
    try {
      await once(socket, 'connect')
      socket.end(message)
      let answer = ''
      for await (const chunk of socket) answer += String(chunk)
      return answer
    } catch (error) {
      socket.destroy()
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
