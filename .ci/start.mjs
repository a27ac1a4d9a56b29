// `npm start`: runs a compiled example in this very process, so that signals and the exit code are
// its own. `npm start -- --raw` takes the echo server on the raw face instead of the one on Ring,
// `npm start -- --cores 2` the one with so many rings.
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Plain, at, fail, say } from './tools.mjs'

const words = process.argv.slice(2)
const { values } = parseArgs({
  args: words,
  strict: false,
  options: { cores: { type: 'string' } },
})
const ofRing = values.cores === undefined ? 'echo-server' : 'echo-server-cores'
const name = values.raw ? 'echo-server-raw' : ofRing
const script = at('dist', 'docs', 'examples', `${name}.js`)

try {
  if (!existsSync(script))
    throw new Plain(`docs/examples/${name}.ts is not compiled: npm run build`)
  // The example sees the command line it would see if Node had been started on it.
  process.argv = [process.execPath, script, ...words.filter((word) => word !== '--raw')]
  if (!values.help) {
    const { readOptions } = await import(at('dist', 'docs', 'examples', 'options.js'))
    // A wrong option ends the process here, before anything is said to be running.
    const { host, port } = readOptions(name, '', values.cores !== undefined)
    say(`running docs/examples/${name}.ts; Ctrl-C ends it`)
    if (port !== 0) say(`try it in another terminal: nc ${host} ${port}`)
  }
  await import(pathToFileURL(script).href)
} catch (error) {
  fail(error)
}
