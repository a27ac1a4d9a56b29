// What the scripts beside this one share: where things are, how a command is run and a failure is
// told. Node built-ins only, because these scripts run before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A path inside the checkout. */
export function at(...parts) {
  return join(root, ...parts)
}

/** A failure whose message is the whole story: it is printed without a stack. */
export class Plain extends Error {}

/** Says what happens now. */
export function say(sentence) {
  console.log(`uring-sdk: ${sentence}`)
}

/** Ends a script with one sentence instead of a stack trace, when the sentence says it all. */
export function fail(error) {
  console.error(error instanceof Plain ? `uring-sdk: ${error.message}` : error)
  process.exit(1)
}

/** Runs a program in the checkout with our own standard streams; throws `sentence` if it fails. */
export function run(program, programArguments, sentence, env = process.env) {
  const options = { cwd: root, stdio: 'inherit', env }
  const { status, error } = spawnSync(program, programArguments, options)
  if (error) throw new Plain(`${sentence} (${error.message})`)
  if (status !== 0) throw new Plain(sentence)
}

/** Runs Node on a script of the checkout. */
export function runNode(script, scriptArguments, sentence, env) {
  run(process.execPath, [at(script), ...scriptArguments], sentence, env)
}

/** Runs Node on a script and keeps what it prints, both streams in the order they came. */
export function capture(nodeArguments) {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const child = spawn(process.execPath, nodeArguments, { cwd: root, env })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ status: 1, output: error.message }))
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

/** Every file below the given files and folders, as paths inside the checkout, sorted. */
export function filesOf(places) {
  const files = []
  const visit = (path) => {
    if (!existsSync(path)) return
    if (statSync(path).isFile()) files.push(relative(root, path))
    else for (const name of readdirSync(path)) visit(join(path, name))
  }
  for (const place of places) visit(at(place))
  return files.sort()
}

/** One hash over names and contents: the same sources give the same stamp, whatever their dates. */
export function hashOf(files, ...words) {
  const hash = createHash('sha256').update(words.join('\n'))
  for (const file of files) hash.update(`\n${file}\n`).update(readFileSync(at(file)))
  return hash.digest('hex')
}

/** Not in `dist`, which is packed; whoever removes `node_modules` wants everything done again. */
const stampFile = (name) => at('node_modules', '.uring-sdk', name)

/** Whether the step of this name last ended well with exactly this stamp. */
export function isReady(name, stamp) {
  return existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === stamp
}

/** Marks the step of this name as done for this stamp. */
export function markReady(name, stamp) {
  mkdirSync(dirname(stampFile(name)), { recursive: true })
  writeFileSync(stampFile(name), stamp)
}

/** Leaves the counts of a part of `.ci/run` where `.ci/total.mjs` adds them up. */
export function saveCounts(name, counts) {
  markReady(`${name}.json`, JSON.stringify(counts))
}

/** Takes the counts that a part left; none, if it died before it could count. */
export function takeCounts(name) {
  const file = stampFile(`${name}.json`)
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 }
  const counts = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
  return counts
}
