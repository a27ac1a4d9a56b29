import { Op } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { live } from './fixtures/live.ts'

kernelTest(
  'a killed Worker resets the connection whose peer does not read, and no other',
  { needs: [Op.SEND_ZC], timeout: 60_000 },
  async () => {
    const stdout = 'true ECONNRESET end nothing left 0\n'
    const ended = await live('worker-life.ts', 'unread', '')
    expect(ended).toEqual({ code: 0, signal: null, stdout, stderr: '' })
  },
)
