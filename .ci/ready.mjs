// Makes a checkout ready to run: packages installed, addon and TypeScript built. npm runs it before
// `npm start` and `npm test`, in a fresh clone too, so it uses Node's built-ins alone. A step whose
// sources have not changed since it last ended well is skipped.
//
//   node .ci/ready.mjs            everything that is out of date
//   node .ci/ready.mjs install    the packages only
//   node .ci/ready.mjs build      as the first, and both builds in any case
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Plain, at, fail, filesOf, hashOf, root, run, runNode, say } from './tools.mjs'
import { isReady, markReady } from './tools.mjs'

const task = process.argv[2] ?? 'all'

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Plain(`Node ${process.versions.node} is too old: 20.19 or later is needed`)
}

/** What npm wrote about the installed packages says the same as the lock file. */
function isInstalled() {
  const record = at('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true
    // Optional packages of other platforms are in the lock file and never on the disk.
    const absent = !(path in present)
    return absent ? Boolean(optional || peer) : present[path].version === version
  })
}

function install() {
  const node = `${process.version} ${process.platform} ${process.arch}`
  const stamp = hashOf(['package-lock.json'], node)
  if (isReady('install', stamp) && existsSync(at('node_modules', '.package-lock.json'))) return
  if (isInstalled() && !existsSync(at('node_modules', '.uring-sdk', 'install'))) {
    markReady('install', stamp)
    return
  }
  say(`installing the packages of package-lock.json for Node ${process.version}`)
  // npm runs us with its own path; by hand, it is the one on the PATH.
  const npm = process.env['npm_execpath']
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []]
  // Not `npm ci`, which refuses a lock file that lacks other platforms' optional packages;
  // `--no-save` takes the versions and hashes of the lock file all the same, and leaves it as it
  // is.
  const words = [...first, 'install', '--no-save', '--include=dev', '--no-audit', '--no-fund']
  run(program, words, '`npm install` failed: its message above says why (is the network there?)')
  markReady('install', stamp)
}

function has(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}

/**
 * Headers that came with this Node, if they did: then node-gyp has nothing to download. A `nodedir`
 * of npm's configuration would win over the option and may be another Node's, so it is left out.
 */
function headersOfNode() {
  const prefix = dirname(dirname(realpathSync(process.execPath)))
  const found = existsSync(join(prefix, 'include', 'node', 'node_api.h'))
  if (!found) return { option: [], env: process.env }
  return { option: [`--nodedir=${prefix}`], env: { ...process.env, npm_config_nodedir: undefined } }
}

function buildAddon(always) {
  const sources = filesOf(['native']).filter((file) => !/^native\/(build|prebuilt)\//.test(file))
  if (!sources.includes('native/binding.gyp')) return
  const stamp = hashOf(sources, process.version, process.arch)
  const addon = at('native', 'build', 'Release', 'uring.node')
  if (!always && existsSync(addon) && isReady('addon', stamp)) return
  if (process.platform !== 'linux') {
    say(`io_uring is Linux's; on ${process.platform} the addon is not built`)
    return
  }
  const { CC = 'cc', CXX = 'g++' } = process.env
  const missing = [CC, CXX, 'make', 'python3'].filter((name) => !has(name))
  if (missing.length > 0) {
    const lack = missing.join(' and no ')
    say(`the addon is not built, there is no ${lack}; koffi reaches the kernel instead`)
    return
  }
  say('building the addon, native/build/Release/uring.node')
  const gyp = 'node_modules/node-gyp/bin/node-gyp.js'
  const { option, env } = headersOfNode()
  const words = ['rebuild', '--directory', 'native', '--loglevel=warn', ...option]
  runNode(gyp, words, "building the addon failed: the compiler's message above says why", env)
  markReady('addon', stamp)
}

async function buildTypeScript(always) {
  const places = ['codegen', 'generated', 'src', 'docs/examples', 'tsconfig.json']
  const sources = filesOf([
    ...places,
    'headers/abi',
    'headers/kernels.json',
    '.ci/bundle.mjs',
    '.ci/declarations.mjs',
    '.ci/tables.mjs',
  ])
  const stamp = hashOf([...sources, 'package-lock.json'])
  if (!always && isReady('dist', stamp)) return
  say('compiling TypeScript to dist')
  const words = ['-p', at('src', 'tsconfig.build.json'), '--listEmittedFiles', '--pretty', 'false']
  const tsc = spawnSync(process.execPath, [at('node_modules/.bin/tsc'), ...words], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const lines = tsc.stdout.split('\n')
  const emitted = lines.flatMap((line) => (line.startsWith('TSFILE: ') ? [line.slice(8)] : []))
  if (tsc.status !== 0) {
    console.error(lines.filter((line) => !line.startsWith('TSFILE: ')).join('\n') + tsc.stderr)
    throw new Plain('compiling failed: nothing in dist has changed')
  }
  const { bundle } = await import('./bundle.mjs')
  const examples = emitted.filter((file) => file.startsWith(at('dist/docs/')))
  removeStale(new Set([...examples, ...(await bundle()).map((file) => at(file))]))
  markReady('dist', stamp)
}

/** What is bundled is not needed file by file, and what was renamed must not be imported. */
function removeStale(emitted) {
  for (const file of filesOf(['dist'])) if (!emitted.has(at(file))) rmSync(at(file))
}

const lock = at('node_modules', '.uring-sdk', 'lock')

/** `npm start` and `npm test` in two terminals must not install or build over each other. */
async function takeLock() {
  mkdirSync(dirname(lock), { recursive: true })
  for (let round = 0; ; round++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isRunning(Number(holderOf(lock)))) rmSync(lock, { force: true })
    else if (round === 0) say('waiting for another one of us to finish building')
    await sleep(200)
  }
}

function holderOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

try {
  if (!['all', 'install', 'build'].includes(task)) {
    throw new Plain(`ready.mjs knows \`install\` and \`build\`, not \`${task}\``)
  }
  checkNode()
  await takeLock()
  try {
    install()
    if (task !== 'install') {
      buildAddon(task === 'build')
      await buildTypeScript(task === 'build')
    }
  } finally {
    rmSync(lock, { force: true })
  }
} catch (error) {
  fail(error)
}
