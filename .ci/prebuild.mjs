// `npm pack` runs this before it packs: the addon of both architectures, native/prebuilt/*.node, or
// of those that are named. No C library is linked, so that one file should serve glibc and musl (it
// has not run on musl yet), and nothing in it names this machine: packing twice gives the same
// bytes.
//
//   node .ci/prebuild.mjs [x64] [arm64]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Plain, at, fail, run, say } from './tools.mjs'

/** Debian's names for the compilers of the machine itself and of the other architecture. */
const known = [
  {
    arch: 'x64',
    cross: {
      program: 'x86_64-linux-gnu-gcc',
      debian: 'gcc-x86-64-linux-gnu libc6-dev-amd64-cross',
    },
    flags: [],
  },
  {
    arch: 'arm64',
    cross: {
      program: 'aarch64-linux-gnu-gcc',
      debian: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
    },
    // Else gcc calls helpers of libgcc for atomics.
    flags: ['-mno-outline-atomics'],
  },
]
const own = { program: 'gcc', debian: 'gcc' }

/** The libc-free rules of native/uring.c, and nothing in the file that names this machine. */
const common = [
  ...['-shared', '-fPIC', '-nostdlib', '-nostartfiles', '-std=gnu11', '-O2'],
  // Nothing unwinds through it: tables for that would be a seventh of the file.
  ...['-fno-asynchronous-unwind-tables', '-fno-unwind-tables', '-fno-ident'],
  ...['-fvisibility=hidden', '-Wall', '-Wextra', '-Werror', '-DNAPI_VERSION=8'],
  ...['-Wl,--build-id=none', '-Wl,-z,noexecstack', '-s'],
]

try {
  if (process.platform !== 'linux') throw new Plain('the package is packed on Linux alone')
  const targets = chosen(process.argv.slice(2))
  const compilers = targets.map(({ arch, cross }) => (arch === process.arch ? own : cross))
  const missing = [...compilers, { program: 'readelf', debian: 'binutils' }].filter(
    ({ program }) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0,
  )
  if (missing.length > 0) {
    const names = missing.map(({ program }) => program).join(' and no ')
    const packages = missing.map(({ debian }) => debian).join(' ')
    throw new Plain(`there is no ${names}: apt-get install ${packages}`)
  }
  const include = headersOfNode()
  mkdirSync(at('native', 'prebuilt'), { recursive: true })
  targets.forEach((target, index) => build(target, compilers[index].program, include))
} catch (error) {
  fail(error)
}

/** The targets of these names; all of them without a name. */
function chosen(names) {
  const strange = names.filter((name) => !known.some(({ arch }) => arch === name))
  if (strange.length > 0) throw new Plain(`there is no target ${strange.join(', ')}: x64 or arm64`)
  return known.filter(({ arch }) => names.length === 0 || names.includes(arch))
}

/** uv.h comes with Node and with no package of its own. */
function headersOfNode() {
  const include = `${dirname(dirname(realpathSync(process.execPath)))}/include/node`
  if (existsSync(`${include}/node_api.h`)) return include
  throw new Plain(`the headers of this Node are not in ${include}: take a Node that has them`)
}

function build({ arch, flags }, compiler, include) {
  const file = `native/prebuilt/linux-${arch}.node`
  say(`building ${file}`)
  // A file that does not hold what is promised is never left where the loader would find it.
  const fresh = `${file}.new`
  const words = [...common, ...flags, '-I', include, 'native/uring.c', '-o', fresh]
  run(compiler, words, `building ${file} failed: the compiler's message above says why`)
  const fault = faultOf(fresh)
  if (fault !== undefined) {
    rmSync(at(fresh))
    throw new Plain(`${file} ${fault}`)
  }
  renameSync(at(fresh), at(file))
}

/** Why a file would not load beside any C library; undefined if it will. */
function faultOf(file) {
  const words = ['--wide', '--dynamic', '--dyn-syms', at(file)]
  const { status, stdout, stderr } = spawnSync('readelf', words, { encoding: 'utf8' })
  if (status !== 0) return `cannot be read: ${stderr}`
  const library = /\(NEEDED\).*\[(.*)\]/.exec(stdout)?.[1]
  if (library !== undefined) return `links ${library}`
  const wanted = [...stdout.matchAll(/ UND (\S+)/g)].map(([, name]) => name)
  const foreign = wanted.filter((name) => !/^(napi|uv)_/.test(name))
  return foreign.length > 0 ? `needs ${foreign.join(', ')}, which Node does not have` : undefined
}
