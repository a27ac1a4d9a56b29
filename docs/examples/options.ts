import { parseArgs } from 'node:util'

// What the echo servers share: the command line, the sentences for what goes wrong at the start,
// and the line of statistics. Nothing here knows a ring.

/** The command line, checked. */
export interface EchoOptions {
  readonly host: string
  readonly port: number
  readonly backlog: number
  /** Buffers of 4 KiB that all connections share. */
  readonly buffers: number
  /** Milliseconds without a byte in either direction that end a connection; 0 never. */
  readonly idleTimeout: number
  /** How many rings; undefined takes one for each processor that the process may use. */
  readonly cores: number | undefined
  readonly quiet: boolean
}

const coresHelp = `
  --cores N           Workers, each with a ring and pinned to a processor (all there are)`

/** How a server differs from the others. */
interface Differences {
  /** It has the option --cores. */
  readonly cores?: boolean
  /** Its buffers at most, if nothing is said. */
  readonly buffers?: number
}

const help = (
  name: string,
  about: string,
  { cores, buffers }: Differences,
): string => `${name}: ${about}

  node --import tsx docs/examples/${name}.ts [options]     (Node 22 and later: without tsx)

  --port N            port to listen on; 0 takes any that is free (7001)
  --host ADDRESS      address or name to listen on (127.0.0.1)
  --backlog N         connections that may wait to be accepted (4096)
  --buffers N         receive buffers of 16 KiB at most: a power of two (${buffers})
  --idle-timeout S    close what moves no byte for S seconds; 0 never (300)${cores ? coresHelp : ''}
  --quiet             no statistics
  --help

Try it:  nc localhost 7001
Ends with 0 after SIGINT or SIGTERM, 1 if it cannot listen, 2 if an option is wrong.`

/** Reads the command line; --help and a wrong option end the process. */
export function readOptions(
  name: string,
  about: string,
  { cores = false, buffers = 16_384 }: Differences = {},
): EchoOptions {
  try {
    const values = parse(String(buffers))
    if (values.cores !== undefined && !cores) throw new Error("Unknown option '--cores'")
    if (!values.help) return check(values)
    console.log(help(name, about, { cores, buffers }))
  } catch (error) {
    // parseArgs explains more than anybody wants to know after its first sentence.
    const [sentence] = (error as Error).message.split(/\.\s/)
    console.error(`${name}: ${sentence?.replace(/\.$/, '')}. --help shows what there is.`)
    process.exit(2)
  }
  process.exit(0)
}

function parse(buffers: string) {
  return parseArgs({
    options: {
      port: { type: 'string', default: '7001' },
      host: { type: 'string', default: '127.0.0.1' },
      backlog: { type: 'string', default: '4096' },
      buffers: { type: 'string', default: buffers },
      'idle-timeout': { type: 'string', default: '300' },
      cores: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values
}

function check(values: ReturnType<typeof parse>): EchoOptions {
  const buffers = whole('buffers', values.buffers, 1, 32_768)
  if ((buffers & (buffers - 1)) !== 0) {
    throw new Error(`--buffers takes a power of two, not ${buffers}`)
  }
  const idle = values['idle-timeout']
  if (!/^\d+(\.\d+)?$/.test(idle)) {
    throw new Error(`--idle-timeout takes a number of seconds, not '${idle}'`)
  }
  if (values.host === '') throw new Error('--host takes an address or a name, not nothing')
  return {
    host: values.host,
    port: whole('port', values.port, 0, 65_535),
    backlog: whole('backlog', values.backlog, 1, 65_535),
    buffers,
    idleTimeout: Number(idle) * 1000,
    cores: values.cores === undefined ? undefined : whole('cores', values.cores, 1, 1024),
    quiet: values.quiet,
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new Error(`--${name} takes a whole number from ${min} to ${max}, not '${text}'`)
}

/** `127.0.0.1:7001`, `[::1]:7001`. */
export function endpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Ends the process with one sentence if listening failed for a reason that a user can mend. */
export function explainStart(error: unknown, { host, port }: EchoOptions): never {
  const { code = '', message, remedy } = error as NodeJS.ErrnoException & { remedy?: string }
  const at = endpoint(host, port)
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `${at} is in use: another program listens there. Choose a port with --port.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Choose one with --host.`,
    EACCES: `this user may not listen on ${at}: ports below 1024 belong to root.`,
    ENOTFOUND: `nobody knows the host ${host}. Choose another with --host.`,
  }
  // Why there is no ring here, its own error says best.
  const sentence = sentences[code] ?? (remedy === undefined ? undefined : `${message}. ${remedy}`)
  if (sentence === undefined) throw error
  console.error(sentence)
  process.exit(1)
}

/** What a server counts; chunks and bytes from its start on. */
export interface Statistics {
  readonly connections: number
  readonly chunks: number
  readonly bytes: number
  readonly buffersUsed: number
}

/**
 * Shows what `read` says on stderr: live on one line of a terminal, else a line every two seconds
 * in which something has changed. Returns the function that shows it for the last time.
 */
export function showStatistics(options: EchoOptions, read: () => Statistics): () => void {
  if (options.quiet) return () => {}
  const live = process.stderr.isTTY
  let then = performance.now()
  let before: Statistics = { connections: 0, chunks: 0, bytes: 0, buffersUsed: 0 }
  const show = (last = false): void => {
    const now = performance.now()
    const { connections, chunks, bytes, buffersUsed } = read()
    const seconds = (now - then) / 1000
    const chunkRate = Math.round((chunks - before.chunks) / seconds)
    const megabytes = ((bytes - before.bytes) / seconds / 1e6).toFixed(2)
    const line =
      `${connections} connections, ${chunkRate} chunks/s, ${megabytes} MB/s, ` +
      `${buffersUsed} of ${options.buffers} buffers in use`
    const moved = connections !== before.connections || bytes !== before.bytes
    if (live) process.stderr.write(`\r\x1b[K${line}${last ? '\n' : ''}`)
    else if (last || moved || buffersUsed !== before.buffersUsed) process.stderr.write(`${line}\n`)
    before = { connections, chunks, bytes, buffersUsed }
    then = now
  }
  const timer = setInterval(show, live ? 500 : 2000).unref()
  return () => {
    clearInterval(timer)
    show(true)
  }
}
