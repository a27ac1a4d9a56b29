// `npm run test:asan [-- parts]`: the tests that use the addon, with AddressSanitizer and
// UndefinedBehaviorSanitizer in it. It works in a copy of the checkout, because the addon is found
// where it is always built, and that one stays as it is. Parts: raw, kernel, torture; all of them.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Plain, at, fail, run, say } from './tools.mjs'

const SANITIZERS = 'address,undefined'
const OPERATIONS = '20000'
/** What the tests read besides the folders that are linked. */
const copied = [
  'src',
  'generated',
  'codegen',
  'native',
  'test',
  'docs',
  'package.json',
  'tsconfig.json',
]
const linked = ['node_modules', 'headers', 'dist']

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts']
const source = ['--expose-gc', '--conditions=uring-source', '--import', 'tsx']
const torture = [...source, 'test/torture/main.ts', '--operations', OPERATIONS, '--growth', '0']
const parts = {
  raw: [[...vitest, 'test/raw']],
  kernel: [[...vitest, 'test/kernel']],
  torture: ['default', 'defer', 'sqpoll'].map((mode) => [...torture, '--mode', mode]),
}

const chosen = process.argv.slice(2)
const unknown = chosen.find((name) => !(name in parts))
const folder = mkdtempSync(join(tmpdir(), 'uring-asan-'))
// Some tests become somebody else.
chmodSync(folder, 0o755)

try {
  if (unknown !== undefined) {
    throw new Plain(`there is no part '${unknown}': ${Object.keys(parts).join(', ')}`)
  }
  const libraries = ['libasan.so', 'libubsan.so'].map(library)
  for (const name of copied) cpSync(at(name), join(folder, name), { recursive: true })
  for (const name of linked) if (existsSync(at(name))) symlinkSync(at(name), join(folder, name))
  build()
  const env = {
    ...process.env,
    LD_PRELOAD: libraries.join(' '),
    // What V8 keeps to its end is no leak; memory of the kernel's is none of malloc's.
    ASAN_OPTIONS: 'detect_leaks=0',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  }
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
    for (const words of parts[name]) test(name, words, env)
  }
  say('the sanitizers have found nothing')
} catch (error) {
  rmSync(folder, { recursive: true, force: true })
  fail(error)
}
rmSync(folder, { recursive: true, force: true })

/** Where the compiler has a library of its own. */
function library(name) {
  const { stdout, error } = spawnSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' })
  const path = stdout?.trim() ?? ''
  if (error || !path.startsWith('/')) throw new Plain(`gcc and its ${name} are needed for this`)
  return path
}

function build() {
  say(`building the addon with -fsanitize=${SANITIZERS}`)
  const out = join(folder, 'native', 'build', 'Release')
  mkdirSync(out, { recursive: true })
  const include = join(dirname(dirname(process.execPath)), 'include', 'node')
  const flags = [
    ...['-shared', '-fPIC', '-std=gnu11', '-O1', '-g', '-fno-omit-frame-pointer'],
    ...[`-fsanitize=${SANITIZERS}`, '-DNAPI_VERSION=8', `-I${include}`],
  ]
  const files = [at('native', 'uring.c'), '-o', join(out, 'uring.node')]
  run('gcc', [...flags, ...files], "building the addon failed: the compiler's message says why")
}

function test(name, words, env) {
  say(`${name}: node ${words.join(' ')}`)
  const options = { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], env }
  const { status, signal } = spawnSync(process.execPath, words, options)
  if (status !== 0) throw new Plain(`${name} has failed under the sanitizers (${status ?? signal})`)
}
