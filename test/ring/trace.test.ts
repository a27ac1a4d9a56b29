/** Tracing channels: who subscribes sees every operation and every ring, in its own context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import {
  Errno,
  MsgFlags,
  Op,
  type OperationTrace,
  Ring,
  type RingTrace,
  SetupFlags,
} from 'uring-sdk'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import {
  closeScripted,
  connected,
  folder,
  hushed,
  openRing,
  rejection,
  scripted,
  submitted,
} from './fixtures/rings.ts'

const EVENTS = ['start', 'end', 'error', 'asyncStart', 'asyncEnd'] as const
type Event = (typeof EVENTS)[number]

/** What was published, in order. */
interface Seen {
  readonly event: Event
  readonly trace: OperationTrace
}

/** Subscribes to some events of operations until the test ends. */
function watching(events: readonly Event[] = EVENTS): { seen: Seen[]; stop: () => void } {
  const seen: Seen[] = []
  const channels = diagnostics.tracingChannel<unknown, OperationTrace>('uring-sdk:operation')
  const listeners = events.map((event) => {
    const listener = (trace: unknown): void => {
      seen.push({ event, trace: trace as OperationTrace })
    }
    channels[event].subscribe(listener)
    return { event, listener }
  })
  const stop = (): void => {
    for (const { event, listener } of listeners) channels[event].unsubscribe(listener)
  }
  onTestFinished(stop)
  return { seen, stop }
}

/** The events of one operation, as words. */
const eventsOf = (seen: readonly Seen[], op: string): string[] =>
  seen.filter(({ trace }) => trace.op === op).map(({ event }) => event)

const lastOf = (seen: readonly Seen[], op: string): OperationTrace => {
  const found = seen.findLast(({ trace }) => trace.op === op)
  if (found === undefined) throw new Error(`no ${op} was seen`)
  return found.trace
}

describe('the channels of operations', () => {
  kernelTest('tell an operation from its call to its result', {}, async () => {
    const ring = openRing()
    const file = await ring.openat('/dev/zero', 0)
    const { seen } = watching()
    const reading = ring.read(file, Buffer.alloc(100))
    expect(eventsOf(seen, 'READ')).toEqual(['start', 'end'])
    expect(lastOf(seen, 'READ')).toMatchObject({
      ring: ring.fd,
      op: 'READ',
      method: 'read',
      fd: file.value,
      direct: false,
      multishot: false,
      member: undefined,
      result: undefined,
    })
    expect(lastOf(seen, 'READ').arguments).toEqual({
      fd: file.value,
      length: 100,
      position: -1,
      flags: 0,
    })
    await reading
    expect(eventsOf(seen, 'READ')).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(lastOf(seen, 'READ')).toMatchObject({ result: 100, error: undefined })
    expect(new Set(seen.map(({ trace }) => trace)).size).toBe(1)
    await file.close()
    expect(eventsOf(seen, 'CLOSE')).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  })

  kernelTest('tell an error before the end', {}, async () => {
    const ring = openRing()
    const { seen } = watching()
    const error = await rejection(ring.openat('/no/such/file', 0))
    expect(eventsOf(seen, 'OPENAT')).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    const trace = lastOf(seen, 'OPENAT')
    expect(trace.error).toBe(error)
    expect(trace.arguments).toMatchObject({ path: '/no/such/file', mode: 0o666 })
    expect(Object.keys(trace.arguments)).not.toContain('address')
  })

  kernelTest('give the very object that the promise gives', {}, async () => {
    const ring = openRing()
    const { seen } = watching()
    const file = await ring.openat(folder(), 0)
    expect(lastOf(seen, 'OPENAT').result).toBe(file)
    await file.close()
  })

  kernelTest('tell of an operation that takes nothing and gives nothing', {}, async () => {
    const ring = openRing()
    await ring.nop()
    const { seen, stop } = watching()
    await Promise.all([ring.nop(), ring.nop()])
    expect(eventsOf(seen, 'NOP').sort()).toEqual(
      ['start', 'end', 'asyncStart', 'asyncEnd'].flatMap((event) => [event, event]).sort(),
    )
    stop()
    seen.length = 0
    await Promise.all([ring.nop(), ring.nop()])
    expect(seen).toEqual([])
  })

  for (const event of EVENTS) {
    kernelTest(`tell who subscribes to ${event} alone`, {}, async () => {
      const ring = openRing()
      const { seen } = watching([event])
      await rejection(ring.fsync(9999))
      expect(eventsOf(seen, 'FSYNC')).toEqual([event])
    })
  }

  kernelTest('tell who subscribes in the middle of a turn from the next batch on', {}, async () => {
    const ring = openRing()
    const early = ring.nop()
    const { seen } = watching(['start'])
    const late = ring.nop()
    expect(seen).toEqual([])
    await Promise.all([early, late])
    await ring.nop()
    expect(eventsOf(seen, 'NOP')).toEqual(['start'])
  })

  kernelTest('tell of a stream as a whole, and count its items', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const { seen } = watching()
    const stream = ring.recvMultishot(far)
    expect(eventsOf(seen, 'RECV')).toEqual(['start', 'end'])
    expect(lastOf(seen, 'RECV')).toMatchObject({ multishot: true, method: 'recvMultishot' })
    for (let i = 0; i < 3; i++) {
      await ring.sendAll(near, Buffer.alloc(10))
      const { value } = await stream.next()
      value?.release()
    }
    expect(eventsOf(seen, 'RECV')).toHaveLength(2)
    await near.close()
    expect(await stream.next()).toMatchObject({ done: true })
    expect(eventsOf(seen, 'RECV')).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(lastOf(seen, 'RECV')).toMatchObject({ items: 3, error: undefined })
    expect(seen.filter(({ event, trace }) => event === 'end' && trace.op === 'SEND').length).toBe(3)
  })

  kernelTest('tell why a stream has failed', {}, async () => {
    const ring = openRing()
    const [near] = await connected(ring)
    const { seen } = watching()
    const error = await rejection(ring.recvMultishot(near, { timeout: 5 }).next())
    expect(eventsOf(seen, 'RECV')).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(lastOf(seen, 'RECV').error).toBe(error)
    expect(error.code).toBe('ETIME')
  })

  kernelTest('tell of each member of a chain, and which one it is', {}, async () => {
    const ring = openRing()
    const { seen } = watching()
    await ring.chain(() => [ring.nop(), ring.timeout(1), ring.nop()])
    const ends = seen.filter(({ event }) => event === 'asyncEnd')
    expect(ends.map(({ trace: { op, member } }) => [op, member])).toEqual([
      ['NOP', 0],
      ['TIMEOUT', 1],
      ['NOP', 2],
    ])
    seen.length = 0
    await rejection(ring.chain(() => [ring.fsync(9999), ring.nop()]))
    expect(eventsOf(seen, 'FSYNC')).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(lastOf(seen, 'FSYNC').error).toMatchObject({ code: 'EBADF', member: 0 })
    expect(lastOf(seen, 'NOP').error).toMatchObject({ cause: lastOf(seen, 'FSYNC').error })
  })

  kernelTest('tell of a send of several pieces as one', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const { seen } = watching()
    const pieces = [Buffer.alloc(10), Buffer.alloc(20), Buffer.alloc(30)]
    await Promise.all([ring.sendAll(near, pieces), ring.sendAll(near, Buffer.alloc(40))])
    expect(eventsOf(seen, 'SEND').sort()).toEqual(
      ['start', 'end', 'asyncStart', 'asyncEnd'].flatMap((event) => [event, event]).sort(),
    )
    await ring.recv(far, Buffer.alloc(100))
  })

  test('leave out what the ring does by itself', async () => {
    const { ring, kernel } = scripted()
    const { seen } = watching()
    const stop = new AbortController()
    const receiving = hushed(ring.recv(7, Buffer.alloc(8), { signal: stop.signal }))
    await kernel.turn()
    stop.abort()
    const cancels = await submitted(kernel, Op.ASYNC_CANCEL)
    expect(cancels).toHaveLength(1)
    await closeScripted(ring, kernel)
    expect(await rejection(receiving)).toMatchObject({ name: 'AbortError' })
    expect(eventsOf(seen, 'ASYNC_CANCEL')).toEqual([])
    expect(lastOf(seen, 'RECV').error).toMatchObject({ name: 'AbortError' })
  })

  test('tell the end after the queue is read, and before who waits goes on', async () => {
    const { ring, kernel } = scripted()
    const order: string[] = []
    const listener = (trace: unknown): void => {
      order.push(`told ${(trace as OperationTrace).fd}`)
    }
    diagnostics.subscribe('tracing:uring-sdk:operation:asyncEnd', listener)
    onTestFinished(() => {
      diagnostics.unsubscribe('tracing:uring-sdk:operation:asyncEnd', listener)
    })
    for (const fd of [1, 2]) {
      ring.recv(fd, Buffer.alloc(8)).then(
        () => order.push(`done ${fd}`),
        () => order.push(`failed ${fd}`),
      )
    }
    const [first, second] = await submitted(kernel, Op.RECV)
    if (first === undefined || second === undefined) throw new Error('both are in flight')
    kernel.complete(first, 8)
    kernel.complete(second, -Errno.EIO)
    await kernel.turn()
    expect(order).toEqual(['told 1', 'done 1', 'told 2', 'failed 2'])
    await closeScripted(ring, kernel)
  })

  kernelTest('let a subscriber use the ring that it is told of', {}, async () => {
    const ring = openRing({ entries: 2 })
    let logged = 0
    const channel = 'tracing:uring-sdk:operation:start'
    const listener = (trace: unknown): void => {
      if ((trace as OperationTrace).op !== 'NOP') return
      void ring.timeout(0).then(() => logged++)
    }
    diagnostics.subscribe(channel, listener)
    onTestFinished(() => {
      diagnostics.unsubscribe(channel, listener)
    })
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 20 }, () => ring.nop()))
    while (ring.inFlight > 0) await ring.timeout(1)
    expect(logged).toBe(100)
    expect(ring.stats()).toMatchObject({ stray: 0, failed: 0 })
  })

  kernelTest('let a subscriber send where it is told of a send', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const channel = 'tracing:uring-sdk:operation:start'
    const nested: Promise<void>[] = []
    const listener = (trace: unknown): void => {
      if ((trace as OperationTrace).op !== 'SEND' || nested.length > 0) return
      nested.push(ring.sendAll(near, Buffer.alloc(5, 'b')))
    }
    diagnostics.subscribe(channel, listener)
    onTestFinished(() => {
      diagnostics.unsubscribe(channel, listener)
    })
    await ring.sendAll(near, Buffer.alloc(5, 'a'))
    await Promise.all(nested)
    const buffer = Buffer.alloc(10)
    await ring.recv(far, buffer, { flags: MsgFlags.WAITALL })
    expect(buffer.toString()).toBe('aaaaabbbbb')
  })

  kernelTest('let a subscriber fill the queue where it is told of a chain', {}, async () => {
    const ring = openRing({ entries: 4 })
    const channel = 'tracing:uring-sdk:operation:start'
    let nops = 0
    const listener = (trace: unknown): void => {
      if ((trace as OperationTrace).op !== 'TIMEOUT') return
      for (let i = 0; i < 10; i++) void ring.nop().then(() => nops++)
    }
    diagnostics.subscribe(channel, listener)
    onTestFinished(() => {
      diagnostics.unsubscribe(channel, listener)
    })
    await ring.chain(() => [ring.timeout(1), ring.timeout(1), ring.timeout(1)])
    while (ring.inFlight > 0) await new Promise(setImmediate)
    expect(nops).toBe(30)
  })

  for (const flags of [SetupFlags.SQPOLL, SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN]) {
    kernelTest(`tell of operations of a ring with flags ${flags}`, {}, async () => {
      const ring = openRing({ flags })
      const { seen } = watching(['asyncEnd'])
      await Promise.all(Array.from({ length: 10 }, () => ring.nop()))
      expect(eventsOf(seen, 'NOP')).toHaveLength(10)
    })
  }
})

describe('the context of an operation', () => {
  kernelTest('is there at all of its events', {}, async () => {
    const ring = openRing()
    const storage = new AsyncLocalStorage<string>()
    const contexts: [string, string | undefined][] = []
    const channels = diagnostics.tracingChannel('uring-sdk:operation')
    const listeners = EVENTS.map((event) => {
      const listener = (): void => {
        contexts.push([event, storage.getStore()])
      }
      channels[event].subscribe(listener)
      return () => channels[event].unsubscribe(listener)
    })
    await storage.run('request', () => rejection(ring.fsync(9999)))
    for (const stop of listeners) stop()
    expect(contexts).toEqual(
      ['start', 'end', 'error', 'asyncStart', 'asyncEnd'].map((event) => [event, 'request']),
    )
  })

  kernelTest(
    'has what is bound to start, at the later events and not for the caller',
    {},
    async () => {
      const ring = openRing()
      const storage = new AsyncLocalStorage<string>()
      const channels = diagnostics.tracingChannel<string, OperationTrace>('uring-sdk:operation')
      channels.start.bindStore(storage, (trace: OperationTrace) => `span of ${trace.op}`)
      const seen: unknown[] = []
      const listener = (): void => {
        seen.push(storage.getStore())
      }
      channels.end.subscribe(listener)
      channels.asyncEnd.subscribe(listener)
      await ring.timeout(1)
      expect(storage.getStore()).toBeUndefined()
      channels.end.unsubscribe(listener)
      channels.asyncEnd.unsubscribe(listener)
      channels.start.unbindStore(storage)
      expect(seen).toEqual(['span of TIMEOUT', 'span of TIMEOUT'])
    },
  )
})

describe('the channels of rings', () => {
  function rings(): { opened: Ring[]; closed: RingTrace[] } {
    const opened: Ring[] = []
    const closed: RingTrace[] = []
    const onOpen = (message: unknown): void => {
      opened.push((message as RingTrace<Ring>).ring)
    }
    const onClose = (message: unknown): void => {
      closed.push(message as RingTrace)
    }
    diagnostics.subscribe('uring-sdk:ring:open', onOpen)
    diagnostics.subscribe('uring-sdk:ring:close', onClose)
    onTestFinished(() => {
      diagnostics.unsubscribe('uring-sdk:ring:open', onOpen)
      diagnostics.unsubscribe('uring-sdk:ring:close', onClose)
    })
    return { opened, closed }
  }

  kernelTest('tell of a ring when it is made, and when it has ended', {}, async () => {
    const { opened, closed } = rings()
    const ring = new Ring()
    expect(opened).toEqual([ring])
    await ring.nop()
    expect(closed).toEqual([])
    await ring.close()
    await ring.close()
    expect(closed).toEqual([{ ring, error: undefined }])
    expect(ring.stats()).toMatchObject({ completed: 1 })
  })

  test('tell why a ring has broken', async () => {
    const { closed } = rings()
    const { ring, kernel } = scripted()
    kernel.fail('enter', Errno.EOWNERDEAD)
    const lost = hushed(ring.nop())
    await kernel.turn()
    const error = await rejection(lost)
    await ring.close()
    expect(closed).toMatchObject([{ ring, error: { code: error.code } }])
  })
})
