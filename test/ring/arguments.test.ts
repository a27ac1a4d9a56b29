import { Op, Ring, type RingOptions } from 'uring-sdk'
import { expect, test } from 'vitest'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import { closeScripted, hushed, rejection, scripted, submitted, thrown } from './fixtures/rings.ts'

/** Calls that are wrong whatever their types say, as JavaScript makes them. */
type Loose = Record<string, (...words: unknown[]) => unknown>

const wrong: readonly [string, (ring: Loose) => unknown, string, string][] = [
  ['a string for a descriptor', (r) => r['recv']?.('7', Buffer.alloc(1)), 'TYPE', '"fd"'],
  ['a negative descriptor', (r) => r['recv']?.(-1, Buffer.alloc(1)), 'RANGE', '"fd"'],
  ['half a descriptor', (r) => r['recv']?.(1.5, Buffer.alloc(1)), 'RANGE', '"fd"'],
  ['no descriptor', (r) => r['fsync']?.(), 'TYPE', '"fd"'],
  ['null for a descriptor', (r) => r['fsync']?.(null), 'TYPE', '"fd"'],
  ['an object that looks like one', (r) => r['fsync']?.({ value: 3 }), 'TYPE', '"fd"'],
  ['a string to receive into', (r) => r['recv']?.(7, 'text'), 'TYPE', '"buffer"'],
  ['an ArrayBuffer itself', (r) => r['recv']?.(7, new ArrayBuffer(8)), 'TYPE', '"buffer"'],
  ['an array of numbers', (r) => r['send']?.(7, [1, 2]), 'TYPE', '"data"'],
  ['a Proxy of a buffer', (r) => r['send']?.(7, new Proxy(Buffer.alloc(1), {})), 'TYPE', '"data"'],
  ['no array of pieces', (r) => r['writev']?.(7, Buffer.alloc(1)), 'TYPE', '"buffers"'],
  ['a wrong piece', (r) => r['writev']?.(7, [Buffer.alloc(1), 1]), 'TYPE', '"buffers[1]"'],
  ['a wrong piece of sendAll', (r) => r['sendAll']?.(7, [Buffer.alloc(1), 1]), 'TYPE', 'data[1]'],
  ['a fractional position', (r) => r['read']?.(7, Buffer.alloc(1), 0.5), 'RANGE', '"position"'],
  ['a position that is NaN', (r) => r['read']?.(7, Buffer.alloc(1), NaN), 'RANGE', '"position"'],
  ['a position above 2^53', (r) => r['read']?.(7, Buffer.alloc(1), 2 ** 53), 'RANGE', '"position"'],
  ['a bigint position', (r) => r['read']?.(7, Buffer.alloc(1), 1n), 'TYPE', '"position"'],
  [
    'a wrong position of readAll',
    (r) => r['readAll']?.(7, Buffer.alloc(1), -2),
    'RANGE',
    'position',
  ],
  ['a wrong buffer of writeAll', (r) => r['writeAll']?.(7, 'text'), 'TYPE', '"data"'],
  ['a negative length', (r) => r['syncFileRange']?.(7, -1, 0), 'RANGE', '"length"'],
  ['string flags', (r) => r['recv']?.(7, Buffer.alloc(1), { flags: 'x' }), 'TYPE', 'options.flags'],
  ['flags above 32 bits', (r) => r['fsync']?.(7, { flags: 2 ** 32 }), 'RANGE', '"options.flags"'],
  ['options that are no object', (r) => r['nop']?.(5), 'TYPE', '"options"'],
  ['options that are null', (r) => r['nop']?.(null), 'TYPE', '"options"'],
  ['a signal that is none', (r) => r['nop']?.({ signal: {} }), 'TYPE', '"options.signal"'],
  [
    'a signal that only looks like one',
    (r) => r['nop']?.({ signal: Object.create(AbortSignal.prototype) as AbortSignal }),
    'TYPE',
    '"options.signal"',
  ],
  ['a negative timeout', (r) => r['nop']?.({ timeout: -1 }), 'RANGE', '"options.timeout"'],
  ['an endless timeout', (r) => r['nop']?.({ timeout: Infinity }), 'RANGE', '"options.timeout"'],
  ['a timeout in words', (r) => r['nop']?.({ timeout: '1s' }), 'TYPE', '"options.timeout"'],
  [
    'a personality above 16 bits',
    (r) => r['nop']?.({ personality: 65_536 }),
    'RANGE',
    'personality',
  ],
  ['a path that is a number', (r) => r['openat']?.(5, 0), 'TYPE', '"path"'],
  ['a path with a zero byte', (r) => r['openat']?.('a\0b', 0), 'VALUE', "'path'"],
  ['a URL of the web', (r) => r['openat']?.(new URL('http://x/'), 0), 'VALUE', "'path'"],
  ['a slot below -1', (r) => r['openat']?.('x', 0, 0, { slot: -2 }), 'RANGE', '"options.slot"'],
  ['a slot that is too far', (r) => r['openat']?.('x', 0, 0, { slot: 2 ** 20 }), 'RANGE', 'slot'],
  ['a directory that is none', (r) => r['openat']?.('x', 0, 0, { at: 'x' }), 'TYPE', 'options.at'],
  ['an address that is a string', (r) => r['connect']?.(7, '127.0.0.1:80'), 'TYPE', '"address"'],
  [
    'a name for an address',
    (r) => r['connect']?.(7, { address: 'x', port: 1 }),
    'VALUE',
    'address',
  ],
  [
    'a port above 65535',
    (r) => r['connect']?.(7, { address: '::1', port: 65_536 }),
    'RANGE',
    'port',
  ],
  ['a path that is too long', (r) => r['connect']?.(7, { path: 'x'.repeat(108) }), 'RANGE', 'path'],
  ['an opcode above 255', (r) => r['issue']?.(256), 'RANGE', '"op"'],
  ['an opcode by name', (r) => r['issue']?.('NOP'), 'TYPE', '"op"'],
  ['fields that are no object', (r) => r['issue']?.(Op.NOP, 5), 'TYPE', '"fields"'],
  ['an ioprio above 16 bits', (r) => r['issue']?.(210, { ioprio: 65_536 }), 'RANGE', '"ioprio"'],
  ['a multishot form that is not', (r) => r['multishot']?.(Op.WRITE, { fd: 1 }), 'RANGE', '"op"'],
  ['no lease for a fixed read', (r) => r['readFixed']?.(7, Buffer.alloc(1)), 'TYPE', '"buffer"'],
  ['a pool that is none', (r) => r['recvMultishot']?.(7, { pool: {} }), 'TYPE', '"options.pool"'],
  ['a pool of no buffers', (r) => r['createPool']?.({ count: 0 }), 'RANGE', '"options.count"'],
  ['a pool kind that is none', (r) => r['createPool']?.({ kind: 'x' }), 'VALUE', "'options.kind'"],
  ['pool options that are null', (r) => r['createPool']?.(null), 'TYPE', '"options"'],
  ['no endpoint', (r) => r['openListener']?.(), 'TYPE', '"at"'],
  ['a port in words', (r) => r['openListener']?.({ port: '80' }), 'RANGE', '"at.port"'],
  ['a type of socket', (r) => r['openConnection']?.({ port: 1, type: 'sctp' }), 'VALUE', 'at.type'],
  ['a backlog below 0', (r) => r['openListener']?.({ port: 1, backlog: -1 }), 'RANGE', 'backlog'],
  ['less than no memory', (r) => r['alloc']?.(-1), 'RANGE', '"bytes"'],
]
const codes: Readonly<Record<string, string>> = {
  TYPE: 'ERR_INVALID_ARG_TYPE',
  RANGE: 'ERR_OUT_OF_RANGE',
  VALUE: 'ERR_INVALID_ARG_VALUE',
}

test.each(wrong)('%s is refused at the call, by name', async (_, call, code, name) => {
  const { ring, kernel } = scripted()
  const error = thrown(() => call(ring as unknown as Loose))
  expect(error.code).toBe(codes[code])
  expect(error.message).toContain(name)
  // Nothing was taken for it: the next operation is as the first one.
  await kernel.turn()
  expect(kernel.submissions).toEqual([])
  expect(ring.inFlight).toBe(0)
  await closeScripted(ring, kernel)
})

test('flags whose highest bit JavaScript made negative are taken as they were meant', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, Buffer.alloc(1), { flags: 1 << 31 }))
  const [recv] = await submitted(kernel, Op.RECV)
  expect(recv?.opFlags).toBe(0x8000_0000)
  await closeScripted(ring, kernel)
  await rejection(promise)
})

test('each option is read once, before the kernel is asked for anything', async () => {
  const { ring, kernel } = scripted()
  const reads: PropertyKey[] = []
  const options = new Proxy(
    { flags: 0, timeout: 1000 },
    {
      get(target, name, self) {
        reads.push(name)
        return Reflect.get(target, name, self) as unknown
      },
    },
  )
  const promise = hushed(ring.recv(7, Buffer.alloc(1), options))
  expect(new Set(reads).size).toBe(reads.length)
  expect(reads).toContain('timeout')
  await closeScripted(ring, kernel)
  await rejection(promise)
})

test('a getter that throws leaves nothing behind', async () => {
  const { ring, kernel } = scripted()
  const options = {
    get timeout(): number {
      throw new Error('mine')
    },
  }
  expect(() => ring.recv(7, Buffer.alloc(1), options)).toThrow('mine')
  const nop = ring.nop()
  const [one] = await submitted(kernel, Op.NOP)
  if (one === undefined) throw new Error('it was submitted')
  expect(kernel.submissions).toHaveLength(1)
  kernel.complete(one, 0)
  await kernel.turn()
  await nop
  await closeScripted(ring, kernel)
})

test('a getter that starts another operation mixes nothing up', async () => {
  const { ring, kernel } = scripted()
  const inner: Promise<unknown>[] = []
  const options = {
    get flags(): number {
      inner.push(hushed(ring.recv(1, Buffer.alloc(1))))
      return 0
    },
    get signal(): undefined {
      inner.push(hushed(ring.nop()))
      return undefined
    },
  }
  const outer = hushed(ring.recv(2, Buffer.alloc(2), options))
  await kernel.turn()
  expect(kernel.submissions.map(({ opcode, fd, len }) => [opcode, fd, len])).toEqual([
    [Op.RECV, 1, 1],
    [Op.NOP, -1, 0],
    [Op.RECV, 2, 2],
  ])
  for (const [index, one] of kernel.inFlight.entries()) kernel.complete(one, index)
  await kernel.turn()
  expect(await Promise.all([...inner, outer])).toEqual([0, undefined, 2])
  await closeScripted(ring, kernel)
})

test('a getter that detaches the memory of the call is noticed before the kernel is', async () => {
  const { ring, kernel } = scripted()
  const buffer = new Uint8Array(64)
  const options = {
    get flags(): number {
      structuredClone(buffer.buffer, { transfer: [buffer.buffer] })
      return 0
    },
  }
  const error = thrown(() => ring.recv(7, buffer, options))
  expect(error).toMatchObject({ code: 'ERR_URING_BUFFER_DETACHED' })
  await kernel.turn()
  expect(kernel.submissions).toEqual([])
  await closeScripted(ring, kernel)
})

test('a getter that closes the descriptor of the call is noticed', async () => {
  const { ring, kernel } = scripted()
  const opened = ring.openat('/x', 0)
  const [open] = await submitted(kernel, Op.OPENAT)
  if (open === undefined) throw new Error('it was submitted')
  kernel.complete(open, 1000)
  await kernel.turn()
  const fd = await opened
  const options = {
    get flags(): number {
      void fd.close()
      return 0
    },
  }
  expect(thrown(() => ring.recv(fd, Buffer.alloc(1), options))).toMatchObject({
    code: 'ERR_URING_FD_CLOSED',
  })
  await kernel.turn()
  expect(kernel.submissions.map(({ opcode }) => opcode)).toEqual([Op.OPENAT, Op.CLOSE])
  await closeScripted(ring, kernel)
})

test('a signal with functions of its own runs none of them', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const { signal } = controller
  const mine = (): never => {
    throw new Error('mine')
  }
  Object.assign(signal, { addEventListener: mine, removeEventListener: mine })
  const promise = ring.recv(7, Buffer.alloc(1), { signal })
  const [recv] = await submitted(kernel, Op.RECV)
  if (recv === undefined) throw new Error('it was submitted')
  kernel.complete(recv, 1)
  await kernel.turn()
  expect(await promise).toBe(1)
  await closeScripted(ring, kernel)
})

test('one signal serves a hundred operations without a warning, and keeps none of them', async () => {
  const { ring, kernel } = scripted({ entries: 128 })
  const warnings: Error[] = []
  const warn = (warning: Error): number => warnings.push(warning)
  process.on('warning', warn)
  const { signal } = new AbortController()
  const promises = Array.from({ length: 100 }, () => ring.recv(7, Buffer.alloc(1), { signal }))
  for (const recv of await submitted(kernel, Op.RECV)) kernel.complete(recv, 1)
  await kernel.turn()
  await Promise.all(promises)
  await new Promise(setImmediate)
  process.off('warning', warn)
  expect(warnings).toEqual([])
  await closeScripted(ring, kernel)
})

test.each([
  ['entries', 0],
  ['entries', 1.5],
  ['entries', 'x'],
  ['entries', 65_536],
  ['cqEntries', 1],
  ['slots', -1],
  ['slots', 2 ** 21],
  ['flags', 'SQPOLL'],
  ['flags', 64],
  ['sqThreadIdle', -1],
  ['sqThreadIdle', 100],
  ['sqThreadCpu', 1.5],
  ['sqThreadCpu', 0],
  ['backend', 'wasm'],
  ['kernel', 5],
  ['pool', null],
  ['pool', { size: 0 }],
])('a ring with %s of %j is refused before anything is opened', (name, value) => {
  const kernel = new ScriptedKernel()
  const options = { kernel, [name]: value } as RingOptions
  const error = thrown(() => new Ring(options))
  expect(error.code).toMatch(/^ERR_(INVALID_ARG|OUT_OF_RANGE)/)
  expect(error.message).toContain(`options.${name}`)
  expect(kernel.attached).toEqual([])
})
