// A child that has a ring of its parent. It says where ten bytes of its own lie; each line that it
// reads, a descriptor and a count, is an enter, whose answer it writes.
import { createInterface } from 'node:readline'
import { allocate } from 'uring-sdk/raw'
import { Syscall } from '../../../generated/internal.ts'
import { kernelOf } from '../fixtures/backends.ts'

const kernel = kernelOf('addon')
const memory = allocate(10, {}, kernel)
memory.bytes.set(Buffer.from('from child'))
console.log(memory.address)
for await (const line of createInterface({ input: process.stdin })) {
  const [fd = -1, count = 0] = line.split(' ').map(Number)
  // The ring is not one of this process's kernel: only the system call knows it.
  console.log(kernel.syscall(Syscall.io_uring_enter, fd, count, 0, 0, 0, 0))
}
// What the kernel has read until now must have been there.
if (memory.bytes.length !== 10) process.exitCode = 1
