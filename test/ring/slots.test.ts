import { mkdtempSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs'
import { Errno, type Fd, Op, OpenFlags, RegisterOp } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import {
  closeScripted,
  folder,
  hushed,
  last,
  openRing,
  rejection,
  scripted,
  state,
  submitted,
  thrown,
} from './fixtures/rings.ts'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const { RDONLY, RDWR, CREAT } = OpenFlags

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is said of forgotten descriptors; rings of other tests may be collected meanwhile. */
function watchLeaks(): { readonly warned: readonly string[]; stop(): void } {
  const warned: string[] = []
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.code === 'ERR_URING_FD_LEAKED') warned.push(warning.message)
  }
  process.on('warning', listen)
  return { warned, stop: () => void process.off('warning', listen) }
}

function fileWith(text: string): string {
  const path = `${folder()}/file`
  writeFileSync(path, text)
  return path
}

test('without a table every slot is refused, and the error says how to get one', () => {
  const { ring } = scripted()
  const uses = [
    () => ring.slot(),
    () => ring.slot(0),
    () => ring.openat('/x', 0, 0, { slot: 0 }),
    () => ring.openat('/x', 0, 0, { slot: -1 }),
    () => ring.socket(2, 1, 0, { slot: -1 }),
    () => ring.accept(5, { slot: -1 }),
    () => ring.acceptMultishot(5, { direct: true }),
    () => ring.registerFile(5),
  ]
  for (const use of uses) {
    const error = thrown(use)
    expect(error).toMatchObject({ code: 'ERR_URING_NO_SLOTS' })
    expect(error.message).toContain('new Ring({ slots')
  }
  expect(ring.inFlight).toBe(0)
})

test('a table is made twice as large, and the kernel chooses from its first half', () => {
  const kernel = new ScriptedKernel()
  scripted({ slots: 16 }, kernel)
  const made = kernel.registrations.map(({ opcode }) => opcode)
  expect(made).toContain(RegisterOp.REGISTER_FILES2)
  expect(made).toContain(RegisterOp.REGISTER_FILE_ALLOC_RANGE)
})

test('where the limit of open files forbids the second half, slot() says that it has none', () => {
  const kernel = new ScriptedKernel()
  kernel.fail('register', Errno.EMFILE, 1, RegisterOp.REGISTER_FILES2)
  const { ring } = scripted({ slots: 16 }, kernel)
  expect(thrown(() => ring.slot())).toMatchObject({ code: 'ERR_URING_NO_SLOT' })
  expect(ring.slot(15)).toMatchObject({ value: 15, direct: true, closed: false })
})

test('slots have numbers below their count; anything else is refused by name', () => {
  const { ring } = scripted({ slots: 4 })
  const range = { code: 'ERR_OUT_OF_RANGE' }
  expect(thrown(() => ring.slot(4))).toMatchObject(range)
  expect(thrown(() => ring.slot(-1))).toMatchObject(range)
  expect(thrown(() => ring.slot(0.5))).toMatchObject(range)
  expect(thrown(() => ring.openat('/x', 0, 0, { slot: 4 }))).toMatchObject(range)
  const type = { code: 'ERR_INVALID_ARG_TYPE' }
  expect(thrown(() => ring.slot('1' as never))).toMatchObject(type)
  expect(thrown(() => ring.openat('/x', 0, 0, { slot: {} as never }))).toMatchObject(type)
  const other = scripted({ slots: 4 }).ring.slot()
  const value = { code: 'ERR_INVALID_ARG_VALUE' }
  expect(thrown(() => ring.openat('/x', 0, 0, { slot: other }))).toMatchObject(value)
})

test("a slot that an operation fills is nobody else's, until that has failed", async () => {
  const { ring, kernel } = scripted({ slots: 4 })
  const inUse = { code: 'ERR_URING_SLOT_IN_USE' }
  const opening = hushed(ring.openat('/x', 0, 0, { slot: 2 }))
  expect(thrown(() => ring.openat('/y', 0, 0, { slot: 2 }))).toMatchObject(inUse)
  expect(thrown(() => ring.slot(2))).toMatchObject(inUse)
  expect(thrown(() => ring.pipe({ slot: 1 }))).toMatchObject(inUse)
  kernel.complete(await last(kernel, Op.OPENAT), -Errno.ENOENT)
  await kernel.turn()
  await rejection(opening)
  const again = hushed(ring.openat('/y', 0, 0, { slot: 2 }))
  kernel.complete(await last(kernel, Op.OPENAT), 0)
  await kernel.turn()
  const fd = await again
  expect(fd).toMatchObject({ value: 2, direct: true })
  expect(thrown(() => ring.openat('/x', 0, 0, { slot: 2 }))).toMatchObject(inUse)
  const closed = fd.close()
  expect(thrown(() => ring.openat('/x', 0, 0, { slot: 2 }))).toMatchObject(inUse)
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  expect(ring.slot(2).value).toBe(2)
  await closeScripted(ring, kernel)
})

test('a slot is looked at again when a getter of the options has filled it meanwhile', async () => {
  const { ring, kernel } = scripted({ slots: 4 })
  const options = {
    slot: 1,
    get timeout(): undefined {
      void hushed(ring.openat('/first', 0, 0, { slot: 1 }))
      return undefined
    },
  }
  const inUse = { code: 'ERR_URING_SLOT_IN_USE' }
  expect(thrown(() => ring.openat('/second', 0, 0, options))).toMatchObject(inUse)
  expect(await submitted(kernel, Op.OPENAT)).toHaveLength(1)
  await closeScripted(ring, kernel)
})

test('an aborted operation never takes its slot', async () => {
  const { ring, kernel } = scripted({ slots: 4 })
  const slot = ring.slot()
  const refused = ring.openat('/x', 0, 0, { slot, signal: AbortSignal.abort() })
  expect(await rejection(refused)).toMatchObject({ name: 'AbortError' })
  const opening = hushed(ring.openat('/x', 0, 0, { slot }))
  expect(await submitted(kernel, Op.OPENAT)).toMatchObject([{ sqe: { fileIndex: slot.value + 1 } }])
  expect(await state(opening)).toBe('pending')
  await closeScripted(ring, kernel)
})

test('slot() gives slots that the kernel never chooses, until all are taken', async () => {
  const { ring, kernel } = scripted({ slots: 2 })
  const [one, two] = [ring.slot(), ring.slot()]
  expect(new Set([one.value, two.value])).toEqual(new Set([2, 3]))
  expect(thrown(() => ring.slot())).toMatchObject({ code: 'ERR_URING_NO_SLOT' })
  // It was never opened: the kernel has nothing to close.
  await one.close()
  expect(kernel.submissions.filter(({ opcode }) => opcode === Op.CLOSE)).toEqual([])
  expect(thrown(() => ring.read(one, Buffer.alloc(1)))).toMatchObject({
    code: 'ERR_URING_FD_CLOSED',
  })
  expect(ring.slot().value).toBe(one.value)
  await closeScripted(ring, kernel)
})

test('closing a slot ends the operation that is about to fill it', async () => {
  const { ring, kernel } = scripted({ slots: 2 })
  const slot = ring.slot()
  const opening = ring.openat('/x', 0, 0, { slot })
  const open = await last(kernel, Op.OPENAT)
  const closed = slot.close()
  const [cancel] = await submitted(kernel, Op.ASYNC_CANCEL)
  if (cancel === undefined) throw new Error('it is cancelled')
  // Too late: the file is open, and has to be closed.
  kernel.complete(open, 0)
  kernel.complete(cancel, -Errno.EALREADY)
  await kernel.turn()
  expect(await opening).toBe(slot)
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  await closeScripted(ring, kernel)
})

kernelTest('a file is opened into a slot that somebody holds already', {}, async () => {
  const ring = openRing({ slots: 2 })
  const slot = ring.slot()
  const buffer = Buffer.alloc(8)
  // Nothing is in it yet, and nobody reads what is somebody else's.
  expect(await rejection(ring.read(slot, buffer, 0))).toMatchObject({ code: 'EBADF' })
  expect(await ring.openat(fileWith('in a slot'), RDONLY, 0, { slot })).toBe(slot)
  expect(await ring.read(slot, buffer, 0)).toBe(8)
  expect(buffer.toString()).toBe('in a slo')
  expect(thrown(() => ring.openat('/', RDONLY, 0, { slot }))).toMatchObject({
    code: 'ERR_URING_SLOT_IN_USE',
  })
  await slot.close()
  expect(ring.slot().value).toBe(slot.value)
})

kernelTest('an open into a slot that fails leaves the slot to try again', {}, async () => {
  const ring = openRing({ slots: 1 })
  const slot = ring.slot()
  const nowhere = ring.openat(`${folder()}/nowhere`, RDONLY, 0, { slot })
  expect(await rejection(nowhere)).toMatchObject({ code: 'ENOENT' })
  await ring.openat(fileWith('there'), RDONLY, 0, { slot })
  expect(await ring.read(slot, Buffer.alloc(8), 0)).toBe(5)
  await slot.close()
})

kernelTest('the kernel chooses no slot that slot() has given', {}, async () => {
  const ring = openRing({ slots: 3 })
  const path = fileWith('x')
  const given = [ring.slot(), ring.slot(), ring.slot()]
  const open = (slot: number | Fd): Promise<Fd> => ring.openat(path, RDONLY, 0, { slot })
  const chosen = await Promise.all([open(-1), open(-1), open(-1)])
  await Promise.all(given.map(open))
  const values = [...given, ...chosen].map(({ value }) => value)
  expect(new Set(values).size).toBe(6)
  expect(await rejection(open(-1))).toMatchObject({ code: 'ENFILE' })
  await Promise.all([...given, ...chosen].map((fd) => fd.close()))
})

kernelTest(
  'a plain descriptor is put into a slot as well, and both live on their own',
  {},
  async () => {
    const ring = openRing({ slots: 4 })
    const path = fileWith('')
    const number = openSync(path, 'r+')
    const direct = await ring.registerFile(number)
    expect(direct).toMatchObject({ direct: true, closed: false })
    expect(direct.value).toBeLessThan(4)
    closeSync(number)
    await ring.writeAll(direct, Buffer.from('through the slot'), 0)
    expect(readFileSync(path, 'utf8')).toBe('through the slot')
    const named = ring.slot()
    const plain = await ring.openat(path, RDWR | CREAT)
    expect(await ring.registerFile(plain, { slot: named })).toBe(named)
    await plain.close()
    expect(await ring.read(named, Buffer.alloc(32), 0)).toBe(16)
    expect(await ring.registerFile(named)).toBe(named)
    const third = ring.slot(3)
    expect(await rejection(ring.registerFile(1_000_000, { slot: third }))).toMatchObject({
      code: 'EBADF',
      op: 'FILES_UPDATE',
    })
    await Promise.all([direct.close(), named.close(), third.close()])
  },
)

kernelTest('sixty-four files at a time pass through slots, again and again', {}, async () => {
  const ring = openRing({ slots: 64 })
  const where = mkdtempSync(`${folder()}/many-`)
  const paths = Array.from({ length: 64 }, (_, i) => `${where}/${i}`)
  for (const path of paths) writeFileSync(path, path)
  for (let round = 0; round < 5; round++) {
    const texts = paths.map(async (path) => {
      const slot = ring.slot()
      try {
        const buffer = Buffer.alloc(512)
        await ring.openat(path, RDONLY, 0, { slot })
        return buffer.toString('utf8', 0, await ring.readAll(slot, buffer, 0))
      } finally {
        await slot.close()
      }
    })
    expect(await Promise.all(texts)).toEqual(paths)
  }
})

kernelTest('a slot that nobody can reach any more is closed and free again', {}, async () => {
  const { warned, stop } = watchLeaks()
  const ring = openRing({ slots: 1 })
  const path = fileWith('x')
  await (async () => {
    await ring.openat(path, RDONLY, 0, { slot: ring.slot() })
  })()
  for (let i = 0; i < 200 && warned.length === 0; i++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  stop()
  expect(warned).toEqual([expect.stringContaining('Closed slot 1 on garbage collection')])
  let fresh: Fd | null = null
  // Its close is on the way.
  for (let i = 0; i < 200 && fresh === null; i++) {
    await ring.timeout(5)
    try {
      fresh = ring.slot()
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_URING_NO_SLOT' })
    }
  }
  if (fresh === null) throw new Error('its slot is free again')
  await ring.openat(path, RDONLY, 0, { slot: fresh })
  await fresh.close()
})

kernelTest('names that were forgotten come back when slots are wanting', {}, async () => {
  const ring = openRing({ slots: 2 })
  for (let i = 0; i < 2; i++) ring.slot()
  ring.slot(1)
  expect(() => ring.slot(1)).toThrow(expect.objectContaining({ code: 'ERR_URING_SLOT_IN_USE' }))
  expect(() => ring.slot()).toThrow(expect.objectContaining({ code: 'ERR_URING_NO_SLOT' }))
  const back: Fd[] = []
  for (let i = 0; i < 200 && back.length < 3; i++) {
    collect()
    await ring.timeout(5)
    for (const index of [undefined, undefined, 1]) {
      try {
        back.push(ring.slot(index))
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^ERR_URING_(NO_SLOT|SLOT_IN)/))
      }
    }
  }
  expect(new Set(back.map(({ value }) => value))).toEqual(new Set([1, 2, 3]))
})

kernelTest('a slot that a chain opened and did not close is watched after all', {}, async () => {
  const { warned, stop } = watchLeaks()
  const ring = openRing({ slots: 1 })
  const path = fileWith('x')
  await (async () => {
    const slot = ring.slot()
    const failing = ring.chain(() => [
      ring.openat(path, RDONLY, 0, { slot }),
      ring.read(slot, Buffer.alloc(8), 0),
      ring.closeFd(slot),
    ])
    // One byte of eight: the close is cancelled, and the slot is as open as before.
    const member = await failing.catch((error: { member: number }) => error.member)
    expect(member).toBe(1)
    expect(slot.closed).toBe(false)
  })()
  for (let i = 0; i < 200 && warned.length === 0; i++) {
    collect()
    await ring.timeout(5)
  }
  stop()
  expect(warned).toHaveLength(1)
})
