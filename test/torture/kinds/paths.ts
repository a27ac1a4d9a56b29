import { join } from 'node:path'
import { OpenFlags } from 'uring-sdk'
import { Failure } from '../failure.ts'
import type { Kind } from './kind.ts'

/** Names of files: opened, looked at, renamed, linked and removed, now and then cancelled. */
export const paths: Kind = {
  name: 'paths',
  weight: 2,
  async run(scene) {
    const { random, ring, epoch } = scene
    const name = join(epoch.folder, scene.name.replace('/', '-'))
    const flags = OpenFlags.RDWR | OpenFlags.CREAT
    const rounds = random.between(1, 8)
    for (let i = 0; i < rounds; i++) {
      const options = scene.options(20)
      const open = await scene.may('openat', () => ring.openat(name, flags, 0o600, options), {
        options,
      })
      if (!open.ok) {
        scene.check()
        continue
      }
      const fd = scene.own(open.value)
      const length = random.below(10_000)
      await scene.must('ftruncate', () => ring.ftruncate(fd, length))
      const { stxSize } = await scene.must('statx', () => ring.statx(name))
      if (stxSize !== length) throw new Failure(`${stxSize} bytes, and not ${length}`)
      await scene.close(fd)
      await scene.must('renameat', () => ring.renameat(name, `${name}.new`))
      await scene.must('linkat', () => ring.linkat(`${name}.new`, name))
      await scene.must('unlinkat', () => ring.unlinkat(name))
      await scene.must('unlinkat', () => ring.unlinkat(`${name}.new`))
      const may = (): string[] => ['ENOENT']
      const gone = await scene.may('statx', () => ring.statx(name), { may })
      if (gone.ok) throw new Failure('a file that was removed is there')
      scene.check()
    }
  },
}
