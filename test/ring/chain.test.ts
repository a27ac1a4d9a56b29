import { fstatSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Fd, Op, OpenFlags, type Ring, UringError } from 'uring-sdk'
import { beforeEach, describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { connected, folder, hushed, openRing, rejection, state, thrown } from './fixtures/rings.ts'

describe('a chain on the kernel', () => {
  let ring: Ring
  let path: string
  let file: Fd

  beforeEach(async () => {
    ring = openRing({ slots: 8 })
    path = join(folder(), 'log')
    writeFileSync(path, 'x'.repeat(100))
    file = await ring.openat(path, OpenFlags.RDWR)
    return async () => {
      if (!file.closed && !ring.closed) await file.close()
    }
  })

  /** A read that waits for ever, unless somebody ends it. */
  async function quiet(): Promise<Fd> {
    const [read] = await ring.pipe()
    return read
  }

  kernelTest('gives the results of all members in order', {}, async () => {
    const record = Buffer.from('a record')
    const buffer = Buffer.alloc(8)
    const [written, synced, read] = await ring.chain(() => [
      ring.write(file, record, 0),
      ring.fsync(file),
      ring.read(file, buffer, 0),
    ])
    expect([written, synced, read]).toEqual([8, undefined, 8])
    expect(buffer.equals(record)).toBe(true)
  })

  kernelTest('runs in the order of starting, whatever the order of the array', {}, async () => {
    const buffer = Buffer.alloc(3)
    const results = await ring.chain(() => {
      const written = ring.write(file, Buffer.from('abc'), 0)
      const read = ring.read(file, buffer, 0)
      const none = ring.nop()
      return [none, read, written]
    })
    expect(results).toEqual([undefined, 3, 3])
    expect(buffer.toString()).toBe('abc')
  })

  kernelTest('of one member, and of none, is no special case', {}, async () => {
    expect(await ring.chain(() => [ring.nop()])).toEqual([undefined])
    expect(await ring.chain(() => [])).toEqual([])
  })

  kernelTest(
    'rejects with the error of the member that failed, not of a follower',
    {},
    async () => {
      const members: Promise<unknown>[] = []
      const error = await rejection(
        ring.chain(() => {
          members.push(
            ring.nop(),
            ring.read(9999, Buffer.alloc(1), 0),
            ring.write(file, Buffer.from('never'), 0),
          )
          return members
        }),
      )
      expect(error).toMatchObject({ code: 'EBADF', op: 'READ', member: 1 })
      expect(error).toBeInstanceOf(UringError)
      expect(await rejection(members[1])).toBe(error)
      const follower = await rejection(members[2])
      expect(follower).toMatchObject({ code: 'ECANCELED', op: 'WRITE', member: 2, cause: error })
      expect(follower.message).toContain('its chain was ended by its member 1: uring_read EBADF')
      expect(readFileSync(path, 'utf8').startsWith('never')).toBe(false)
    },
  )

  kernelTest('refused by the kernel at one member does nothing of the others', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(() => {
      members.push(ring.write(file, Buffer.from('never'), 0), ring.issue(250, {}), ring.nop())
      return members
    })
    expect(await rejection(chain)).toMatchObject({ code: 'EINVAL', member: 1 })
    expect(await rejection(members[0])).toMatchObject({ code: 'ECANCELED', member: 0 })
    expect(await rejection(members[2])).toMatchObject({ code: 'ECANCELED', member: 2 })
    expect(readFileSync(path, 'utf8').startsWith('never')).toBe(false)
  })

  kernelTest('of hard links goes on behind a failure, and still rejects with it', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(
      () => {
        members.push(ring.read(9999, Buffer.alloc(1), 0), ring.write(file, Buffer.from('done'), 0))
        return members
      },
      { hard: true },
    )
    expect(await rejection(chain)).toMatchObject({ code: 'EBADF', member: 0 })
    expect(await members[1]).toBe(4)
    expect(readFileSync(path, 'utf8').startsWith('done')).toBe(true)
  })

  kernelTest('ends at a short read, and says how short it was', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(() => {
      members.push(ring.read(file, Buffer.alloc(200), 40), ring.write(file, Buffer.from('no'), 0))
      return members
    })
    const error = await rejection(chain)
    expect(error).toMatchObject({ code: 'ERR_URING_SHORT', op: 'READ', member: 0 })
    expect(error.message).toBe(
      'member 0 of the chain was short, 60 of 200 bytes: what was linked behind it was not done',
    )
    expect(await members[0]).toBe(60)
    expect(await rejection(members[1])).toMatchObject({ code: 'ECANCELED', cause: error })
    expect(readFileSync(path, 'utf8').startsWith('no')).toBe(false)
  })

  kernelTest('counts the bytes of all pieces of a short member', {}, async () => {
    const pieces = [Buffer.alloc(70), Buffer.alloc(70)]
    const chain = ring.chain(() => [ring.readv(file, pieces, 0), ring.nop()])
    expect((await rejection(chain)).message).toContain('100 of 140 bytes')
  })

  kernelTest('may be short at its last member, and anywhere when it is hard', {}, async () => {
    const large = Buffer.alloc(200)
    expect(await ring.chain(() => [ring.nop(), ring.read(file, large, 0)])).toEqual([
      undefined,
      100,
    ])
    const hard = ring.chain(() => [ring.read(file, large, 0), ring.nop()], { hard: true })
    expect(await hard).toEqual([100, undefined])
  })

  kernelTest('waits with a timeout as a member, which is no failure', {}, async () => {
    const since = performance.now()
    const [, written] = await ring.chain(() => [
      ring.timeout(30),
      ring.write(file, Buffer.from('late'), 0),
    ])
    expect(written).toBe(4)
    expect(performance.now() - since).toBeGreaterThan(28)
  })

  kernelTest('sends whole: a full socket does not split what follows', {}, async () => {
    const [near, far] = await connected(ring)
    const large = Buffer.alloc(4 << 20, 1)
    const tail = Buffer.from('tail')
    const sent = ring.chain(() => [ring.send(near, large), ring.send(near, tail)])
    const received = Buffer.alloc(large.length + tail.length)
    for (let at = 0; at < received.length; ) {
      at += await ring.recv(far, received.subarray(at))
    }
    expect(await sent).toEqual([large.length, 4])
    expect(received.subarray(large.length).equals(tail)).toBe(true)
  })

  kernelTest(
    'settles a zero-copy send after its notification',
    { needs: [Op.SEND_ZC] },
    async () => {
      const [near, far] = await connected(ring)
      const buffer = Buffer.alloc(5)
      const sent = ring.chain(() => [ring.sendZc(near, Buffer.from('hello')), ring.nop()])
      expect(await ring.recv(far, buffer)).toBe(5)
      expect(await sent).toEqual([5, undefined])
    },
  )

  kernelTest('with a member that drains waits for what was started before', {}, async () => {
    const pipe = await ring.pipe()
    const before = hushed(ring.read(pipe[0], Buffer.alloc(1)))
    const chain = ring.chain(() => [ring.nop(), ring.nop({ drain: true }), ring.nop()])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await state(chain)).toBe('pending')
    // Written behind the back of the ring, where a submission would have to wait as well.
    writeSync(pipe[1].value, 'x')
    expect(await before).toBe(1)
    expect(await chain).toEqual([undefined, undefined, undefined])
    await pipe[0].close()
    await pipe[1].close()
  })

  kernelTest('longer than the queue is refused, and as long as it goes', {}, async () => {
    const small = openRing({ entries: 4 })
    const chain = (count: number): Promise<unknown> =>
      small.chain(() => Array.from({ length: count }, () => small.nop()))
    expect(await chain(4)).toHaveLength(4)
    expect(thrown(() => chain(5))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(small.inFlight).toBe(0)
    expect(await chain(4)).toHaveLength(4)
  })

  kernelTest('opens a slot, reads it and closes it', {}, async () => {
    // More often than there are slots: each comes back.
    for (let i = 0; i < 20; i++) {
      const slot = ring.slot()
      const buffer = Buffer.alloc(100)
      const [opened, count] = await ring.chain(() => [
        ring.openat(path, OpenFlags.RDONLY, 0, { slot }),
        ring.read(slot, buffer, 0),
        ring.closeFd(slot),
      ])
      expect(count).toBe(100)
      expect(buffer.equals(readFileSync(path))).toBe(true)
      // One object a slot: nobody can close it twice.
      expect(opened).toBe(slot)
      expect(slot.closed).toBe(true)
      await slot.close()
      expect(thrown(() => ring.read(slot, buffer))).toMatchObject({ code: 'ERR_URING_FD_CLOSED' })
    }
  })

  kernelTest('that cannot open its slot leaves it to be opened by another one', {}, async () => {
    const slot = ring.slot()
    const buffer = Buffer.alloc(100)
    const chain = (name: string): Promise<unknown[]> =>
      ring.chain(() => [
        ring.openat(name, OpenFlags.RDONLY, 0, { slot }),
        ring.read(slot, buffer, 0),
        ring.closeFd(slot),
      ])
    expect(await rejection(chain(`${path}-none`))).toMatchObject({ code: 'ENOENT', member: 0 })
    expect(slot.closed).toBe(false)
    expect(await chain(path)).toEqual([slot, 100, undefined])
    expect(slot.closed).toBe(true)
  })

  kernelTest('holds the second descriptor of a member that it closes later', {}, async () => {
    const [read, write] = await ring.pipe()
    const done = ring.chain(() => [ring.splice(file, 0, write, -1, 10), write.close()])
    expect(await done).toEqual([10, undefined])
    expect(await ring.read(read, Buffer.alloc(20))).toBe(10)
    expect(await ring.read(read, Buffer.alloc(20))).toBe(0)
    await read.close()
  })

  kernelTest('closes what it has written, as the method of the object does', {}, async () => {
    await ring.chain(() => [ring.write(file, Buffer.from('end'), 0), file.close()])
    expect(file.closed).toBe(true)
    expect(readFileSync(path, 'utf8').startsWith('end')).toBe(true)
    const number = openSync(path, 'r')
    expect(await ring.chain(() => [ring.nop(), ring.closeFd(number)])).toHaveLength(2)
    expect(() => fstatSync(number)).toThrow('EBADF')
  })

  kernelTest('that fails before its close leaves the descriptor open', {}, async () => {
    const broken = ring.chain(() => [ring.read(9999, Buffer.alloc(1), 0), ring.closeFd(file)])
    expect(file.closed).toBe(true)
    expect(thrown(() => ring.fsync(file))).toMatchObject({ code: 'ERR_URING_FD_CLOSED' })
    expect(await rejection(broken)).toMatchObject({ code: 'EBADF', op: 'READ' })
    expect(file.closed).toBe(false)
    expect(await ring.read(file, Buffer.alloc(1), 0)).toBe(1)
    await file.close()
    expect(file.closed).toBe(true)
  })

  kernelTest('is ended by the close of a descriptor that it works on', {}, async () => {
    const pipe = await quiet()
    const chain = hushed(
      ring.chain(() => [ring.read(pipe, Buffer.alloc(1)), ring.nop(), ring.closeFd(pipe)]),
    )
    await new Promise(setImmediate)
    await pipe.close()
    expect(await rejection(chain)).toMatchObject({ code: 'ECANCELED' })
    expect(ring.inFlight).toBe(0)
  })
})
