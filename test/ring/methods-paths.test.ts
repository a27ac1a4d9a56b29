import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  AtFlags,
  OpenFlags,
  OpenHow,
  Op,
  RenameFlags,
  ResolveFlags,
  StatxMask,
  UringError,
  XattrFlags,
} from 'uring-sdk'
import { allocate } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { defaultKernel } from '../../src/kernel/default.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { root } from '../rules/files.ts'
import { rejection, thrown } from './fixtures/rings.ts'
import { type Bench, folderOf, own, refused, text, withRing } from './methods-helpers.ts'

const { CLOEXEC, CREAT, DIRECTORY, EXCL, RDONLY, RDWR, WRONLY } = OpenFlags

/** A folder that is open, as the `at` of relative paths. */
function openFolder(bench: Bench): { at: number; path: string } {
  const path = folderOf(bench)
  return { at: own(bench, openSync(path, RDONLY | DIRECTORY)), path }
}

/** Permission bits of a file. */
const modeOf = (path: string): number => statSync(path).mode & 0o7777

kernelTest(
  'openat makes a file, with the mode less the umask, and its descriptor works everywhere',
  { needs: [Op.OPENAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = join(folderOf(bench), 'new')
    const fd = await ring.openat(path, CREAT | EXCL | WRONLY | CLOEXEC, 0o751)
    expect(fd).toMatchObject({ direct: false, closed: false })
    expect(modeOf(path)).toBe(0o751 & ~process.umask())
    expect(fstatSync(fd.value).ino).toBe(statSync(path).ino)
    writeSync(fd.value, 'node ')
    await ring.writeAll(fd, Buffer.from('and uring'))
    expect(readFileSync(path, 'utf8')).toBe('node and uring')
    expect(readFileSync(`/proc/self/fdinfo/${fd.value}`, 'utf8')).toMatch(/flags:\s+02\d*1\n/)
    await fd.close()
    expect(fd.closed).toBe(true)
    expect(thrown(() => fstatSync(fd.value)).code).toBe('EBADF')
    expect(thrown(() => ring.read(fd, Buffer.alloc(1))).code).toBe('ERR_URING_FD_CLOSED')
    const other = await ring.openat(join(path, '..', 'default'), CREAT | WRONLY)
    expect(modeOf(join(path, '..', 'default'))).toBe(0o666 & ~process.umask())
    await other.close()
  }),
)

kernelTest(
  'openat takes strings, buffers that are no UTF-8, and URLs',
  { needs: [Op.OPENAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = folderOf(bench)
    const odd = Buffer.concat([Buffer.from(`${path}/`), Buffer.of(0xff, 0xfe)])
    for (const name of [join(path, 'größe'), odd, pathToFileURL(join(path, 'a b?#'))]) {
      const fd = await ring.openat(name, CREAT | WRONLY)
      expect(fstatSync(fd.value).ino).toBe(statSync(name).ino)
      await fd.close()
    }
    const names = readdirSync(path, { encoding: 'buffer' })
    expect(names.some((name) => name.equals(Buffer.of(0xff, 0xfe)))).toBe(true)
    expect(readdirSync(path).sort().slice(0, 2)).toEqual(['a b?#', 'größe'])
    expect(thrown(() => ring.openat('a\0b', RDONLY)).code).toBe('ERR_INVALID_ARG_VALUE')
    const url = new URL('http://example.org/')
    expect(thrown(() => ring.openat(url, RDONLY)).code).toBe('ERR_INVALID_ARG_VALUE')
  }),
)

kernelTest(
  'openat starts from the folder that it is given, whether a number or an Fd',
  { needs: [Op.OPENAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    writeFileSync(join(path, 'inside'), 'found')
    const folder = own(bench, await ring.openat(path, RDONLY | DIRECTORY))
    for (const start of [at, folder]) {
      const fd = await ring.openat('inside', RDONLY, 0, { at: start })
      expect(readFileSync(fd.value, 'utf8')).toBe('found')
      await fd.close()
    }
    const here = await ring.openat('.', RDONLY | DIRECTORY)
    expect(fstatSync(here.value).ino).toBe(statSync(process.cwd()).ino)
    await here.close()
    await refused(ring.openat('inside', RDONLY, 0, { at: 987_654 }), 'EBADF', 'OPENAT')
  }),
)

kernelTest(
  'openat puts a file into a slot of the direct table, asked for or chosen by the kernel',
  { needs: [Op.OPENAT] },
  withRing(
    async (bench) => {
      const { ring } = bench
      const path = join(folderOf(bench), 'file')
      writeFileSync(path, 'direct')
      const asked = await ring.openat(path, RDWR, 0, { slot: 3 })
      expect(asked).toMatchObject({ value: 3, direct: true })
      const chosen = await ring.openat(path, RDONLY, 0, { slot: -1 })
      expect(chosen.direct).toBe(true)
      expect([0, 1, 2]).toContain(chosen.value)
      const buffer = Buffer.alloc(10)
      expect(await ring.read(chosen, buffer, 0)).toBe(6)
      expect(text(buffer, 6)).toBe('direct')
      expect(await ring.write(asked, Buffer.from('DI'), 0)).toBe(2)
      expect(readFileSync(path, 'utf8')).toBe('DIrect')
      await refused(ring.openat(path, RDONLY | CLOEXEC, 0, { slot: -1 }), 'EINVAL', 'OPENAT')
      const beyond = thrown(() => ring.openat(path, RDONLY, 0, { slot: 4 }))
      expect(beyond).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
      const folder = { at: chosen }
      expect(thrown(() => ring.openat('x', RDONLY, 0, folder)).code).toBe('ERR_INVALID_ARG_VALUE')
      await Promise.all([asked.close(), chosen.close()])
      const all = [0, 1, 2, 3].map(() => ring.openat(path, RDONLY, 0, { slot: -1 }))
      const slots = await Promise.all(all)
      expect(slots.map(({ value }) => value).sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
      await refused(ring.openat(path, RDONLY, 0, { slot: -1 }), 'ENFILE', 'OPENAT')
      await Promise.all(slots.map((fd) => fd.close()))
    },
    { slots: 4 },
  ),
)

kernelTest(
  'openat2 obeys its rules about links and folders',
  { needs: [Op.OPENAT2] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    writeFileSync(join(path, 'file'), 'content')
    symlinkSync('file', join(path, 'link'))
    const how = new OpenHow()
    how.flags = RDONLY | CLOEXEC
    how.resolve = ResolveFlags.BENEATH
    const bytes = how.view
    const fd = await ring.openat2('link', bytes, { at })
    expect(readFileSync(fd.value, 'utf8')).toBe('content')
    await fd.close()
    await refused(ring.openat2('../x', bytes, { at }), 'EXDEV', 'OPENAT2')
    how.resolve = ResolveFlags.NO_SYMLINKS
    await refused(ring.openat2('link', bytes, { at }), 'ELOOP', 'OPENAT2')
    how.flags = CREAT | EXCL | WRONLY
    how.mode = 0o640
    const made = await ring.openat2('made', bytes, { at })
    expect(modeOf(join(path, 'made'))).toBe(0o640 & ~process.umask())
    await made.close()
    how.flags = RDONLY
    await refused(ring.openat2('file', bytes, { at }), 'EINVAL', 'OPENAT2')
  }),
)

kernelTest(
  'openat2 puts a file into a slot of the direct table',
  { needs: [Op.OPENAT2] },
  withRing(
    async (bench) => {
      const { ring } = bench
      const path = join(folderOf(bench), 'file')
      writeFileSync(path, 'direct')
      const how = new Uint8Array(OpenHow.SIZE)
      const fd = await ring.openat2(path, how, { slot: 1 })
      expect(fd).toMatchObject({ value: 1, direct: true })
      const buffer = Buffer.alloc(6)
      expect(await ring.read(fd, buffer)).toBe(6)
      expect(text(buffer)).toBe('direct')
      await fd.close()
    },
    { slots: 2 },
  ),
)

kernelTest(
  'closeFd closes a number and an Fd, of either kind',
  { needs: [Op.CLOSE, Op.OPENAT] },
  withRing(
    async (bench) => {
      const { ring } = bench
      const path = folderOf(bench)
      const number = openSync(path, RDONLY)
      expect(await ring.closeFd(number)).toBeUndefined()
      expect(thrown(() => closeSync(number)).code).toBe('EBADF')
      await refused(ring.closeFd(number), 'EBADF', 'CLOSE')
      for (const options of [{}, { slot: 0 }]) {
        const fd = await ring.openat(path, RDONLY, 0, options)
        expect(await ring.closeFd(fd)).toBeUndefined()
        expect(fd.closed).toBe(true)
        expect(thrown(() => ring.closeFd(fd)).code).toBe('ERR_URING_FD_CLOSED')
        await fd.close()
      }
    },
    { slots: 1 },
  ),
)

kernelTest(
  'statx says what node:fs says',
  { needs: [Op.STATX] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    const file = join(path, 'file')
    writeFileSync(file, 'twelve bytes', { mode: 0o640 })
    const node = statSync(file, { bigint: true })
    const found = await ring.statx(file, { mask: StatxMask.BASIC_STATS | StatxMask.BTIME })
    expect(found.stxMask & StatxMask.BASIC_STATS).toBe(StatxMask.BASIC_STATS)
    expect(found.stxSize).toBe(12)
    expect(found.stxIno).toBe(node.ino)
    expect(found.stxMode).toBe(Number(node.mode))
    expect(found.stxNlink).toBe(Number(node.nlink))
    expect(found.stxUid).toBe(Number(node.uid))
    expect(found.stxGid).toBe(Number(node.gid))
    expect(found.stxBlocks).toBe(Number(node.blocks))
    expect(found.stxBlksize).toBe(Number(node.blksize))
    const ns = (time: { tvSec: number; tvNsec: number }): bigint =>
      BigInt(time.tvSec) * 1_000_000_000n + BigInt(time.tvNsec)
    expect(ns(found.stxMtime)).toBe(node.mtimeNs)
    expect(ns(found.stxCtime)).toBe(node.ctimeNs)
    if ((found.stxMask & StatxMask.BTIME) !== 0) {
      expect(ns(found.stxBtime)).toBe(node.birthtimeNs)
    }
    expect((await ring.statx('file', { at })).stxIno).toBe(node.ino)
    await refused(ring.statx(join(path, 'missing')), 'ENOENT', 'STATX')
    await refused(ring.statx(join(file, 'below')), 'ENOTDIR', 'STATX')
  }),
)

kernelTest(
  'statx follows links unless it is told not to, and asks about a descriptor itself',
  { needs: [Op.STATX] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    const [file, link] = [join(path, 'file'), join(path, 'link')]
    writeFileSync(file, 'x')
    symlinkSync('file', link)
    const ino = async (flags: number): Promise<bigint> => (await ring.statx(link, { flags })).stxIno
    expect(await ino(0)).toBe(statSync(file, { bigint: true }).ino)
    expect(await ino(AtFlags.SYMLINK_NOFOLLOW)).toBe(lstatSync(link, { bigint: true }).ino)
    const itself = await ring.statx('', { at, flags: AtFlags.EMPTY_PATH })
    expect(itself.stxIno).toBe(statSync(path, { bigint: true }).ino)
    const fd = await ring.openat(file, RDONLY)
    const other = await ring.statx('', { at: fd, flags: AtFlags.EMPTY_PATH })
    expect(other.stxIno).toBe(fstatSync(fd.value, { bigint: true }).ino)
    await fd.close()
    await refused(ring.statx('', { at }), 'ENOENT', 'STATX')
  }),
)

kernelTest(
  'renameat moves between folders, spares what is there if told so, and swaps',
  { needs: [Op.RENAMEAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const [one, two] = [openFolder(bench), openFolder(bench)]
    writeFileSync(join(one.path, 'a'), 'first')
    expect(await ring.renameat('a', 'b', { at: one.at, newAt: two.at })).toBeUndefined()
    expect(readdirSync(one.path)).toEqual([])
    expect(readFileSync(join(two.path, 'b'), 'utf8')).toBe('first')
    const [from, to] = [join(one.path, 'c'), join(two.path, 'b')]
    writeFileSync(from, 'second')
    const spare = ring.renameat(from, to, { flags: RenameFlags.NOREPLACE })
    await refused(spare, 'EEXIST', 'RENAMEAT')
    await ring.renameat(from, to, { flags: RenameFlags.EXCHANGE })
    expect(readFileSync(from, 'utf8')).toBe('first')
    expect(readFileSync(to, 'utf8')).toBe('second')
    await ring.renameat(from, to)
    expect(existsSync(from)).toBe(false)
    expect(readFileSync(to, 'utf8')).toBe('first')
    await refused(ring.renameat(from, to), 'ENOENT', 'RENAMEAT')
  }),
)

kernelTest(
  'a second folder that is none is refused by its own name',
  { needs: [Op.RENAMEAT, Op.LINKAT] },
  withRing(({ ring }) => {
    const wrong = { newAt: -1 }
    expect(thrown(() => ring.renameat('a', 'b', wrong)).message).toContain('"options.newAt"')
    expect(thrown(() => ring.linkat('a', 'b', wrong)).message).toContain('"options.newAt"')
    return Promise.resolve()
  }),
)

kernelTest(
  'unlinkat removes files, and folders when it is told so',
  { needs: [Op.UNLINKAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    mkdirSync(join(path, 'folder'))
    for (const name of ['one', 'two', 'folder/three']) writeFileSync(join(path, name), '')
    expect(await ring.unlinkat(join(path, 'one'))).toBeUndefined()
    await ring.unlinkat('two', { at })
    expect(readdirSync(path)).toEqual(['folder'])
    const flags = AtFlags.REMOVEDIR
    await refused(ring.unlinkat('folder', { at }), 'EISDIR', 'UNLINKAT')
    await refused(ring.unlinkat('folder', { at, flags }), 'ENOTEMPTY', 'UNLINKAT')
    await ring.unlinkat('folder/three', { at })
    await ring.unlinkat('folder', { at, flags })
    expect(readdirSync(path)).toEqual([])
    await refused(ring.unlinkat('folder', { at }), 'ENOENT', 'UNLINKAT')
  }),
)

kernelTest(
  'mkdirat makes a folder, with the mode less the umask',
  { needs: [Op.MKDIRAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    const [open, closed] = [join(path, 'open'), join(path, 'closed')]
    expect(await ring.mkdirat(open)).toBeUndefined()
    expect(statSync(open).isDirectory()).toBe(true)
    expect(modeOf(open)).toBe(0o777 & ~process.umask())
    await ring.mkdirat('closed', 0o700, { at })
    expect(modeOf(closed)).toBe(0o700 & ~process.umask())
    await refused(ring.mkdirat(open), 'EEXIST', 'MKDIRAT')
    await refused(ring.mkdirat(join(path, 'no', 'way')), 'ENOENT', 'MKDIRAT')
  }),
)

kernelTest(
  'symlinkat makes a link that says what it was told',
  { needs: [Op.SYMLINKAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { at, path } = openFolder(bench)
    expect(await ring.symlinkat('no/such/target', join(path, 'one'))).toBeUndefined()
    expect(readlinkSync(join(path, 'one'))).toBe('no/such/target')
    await ring.symlinkat(Buffer.from('größe'), 'two', { at })
    expect(readlinkSync(join(path, 'two'))).toBe('größe')
    await refused(ring.symlinkat('other', 'one', { at }), 'EEXIST', 'SYMLINKAT')
  }),
)

kernelTest(
  'linkat gives a file a second name, and follows a link when it is told so',
  { needs: [Op.LINKAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const [one, two] = [openFolder(bench), openFolder(bench)]
    const file = join(one.path, 'file')
    writeFileSync(file, 'same')
    symlinkSync('file', join(one.path, 'link'))
    const { ino } = statSync(file)
    expect(await ring.linkat(file, join(one.path, 'again'))).toBeUndefined()
    await ring.linkat('file', 'moved', { at: one.at, newAt: two.at })
    expect(statSync(file).nlink).toBe(3)
    expect(statSync(join(two.path, 'moved')).ino).toBe(ino)
    const ends = { at: one.at, newAt: two.at }
    await ring.linkat('link', 'followed', { ...ends, flags: AtFlags.SYMLINK_FOLLOW })
    expect(lstatSync(join(two.path, 'followed')).ino).toBe(ino)
    await ring.linkat('link', 'kept', ends)
    expect(lstatSync(join(two.path, 'kept')).isSymbolicLink()).toBe(true)
    await refused(ring.linkat(file, join(one.path, 'again')), 'EEXIST', 'LINKAT')
    await refused(ring.linkat(one.path, join(one.path, 'no')), 'EPERM', 'LINKAT')
  }),
)

/** getxattr(2), asked without a ring; -61 is ENODATA. */
function attributeOf(path: string, name: string): string | number {
  const kernel = defaultKernel()
  const zero = (word: string): { address: number } => {
    const bytes = Buffer.from(`${word}\0`)
    const memory = allocate(bytes.length, {}, kernel)
    memory.bytes.set(bytes)
    return memory
  }
  const value = allocate(64, {}, kernel)
  const words = [zero(path), zero(name), value]
  const number = process.arch === 'arm64' ? 8 : 191
  const answer = kernel.syscall(number, ...words.map(({ address }) => address), 64)
  return answer < 0 ? answer : text(value.bytes, answer)
}

/** A file of a file system that has attributes of users, or a skip. */
async function attributable(bench: Bench): Promise<string> {
  const parents = [tmpdir(), root]
  for (const parent of parents) {
    const path = join(folderOf(bench, parent), 'file')
    writeFileSync(path, '')
    try {
      await bench.ring.setxattr('user.uring.probe', Buffer.from('x'), path)
      return path
    } catch (error) {
      if (!(error instanceof UringError) || error.code !== 'EOPNOTSUPP') throw error
    }
  }
  return bench.context.skip(`${parents.join(' and ')} have no extended attributes`)
}

kernelTest(
  'setxattr and getxattr keep an attribute by path',
  { needs: [Op.SETXATTR, Op.GETXATTR] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = await attributable(bench)
    const name = 'user.uring'
    const buffer = Buffer.alloc(16)
    await refused(ring.getxattr(name, buffer, path), 'ENODATA', 'GETXATTR')
    expect(await ring.setxattr(name, Buffer.from('größe'), path)).toBeUndefined()
    expect(attributeOf(path, name)).toBe('größe')
    expect(await ring.getxattr(name, buffer, path)).toBe(7)
    expect(text(buffer, 7)).toBe('größe')
    expect(await ring.getxattr(name, new Uint8Array(0), path)).toBe(7)
    await refused(ring.getxattr(name, buffer.subarray(0, 3), path), 'ERANGE', 'GETXATTR')
    const again = ring.setxattr(name, Buffer.from('x'), path, { flags: XattrFlags.CREATE })
    await refused(again, 'EEXIST', 'SETXATTR')
    await ring.setxattr(name, Buffer.from('y'), path, { flags: XattrFlags.REPLACE })
    expect(attributeOf(path, name)).toBe('y')
    await ring.setxattr(name, new Uint8Array(0), path)
    expect(attributeOf(path, name)).toBe('')
  }),
)

kernelTest(
  'fsetxattr and fgetxattr keep an attribute of an open file',
  { needs: [Op.FSETXATTR, Op.FGETXATTR] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = await attributable(bench)
    const fd = own(bench, await ring.openat(path, RDWR))
    const name = Buffer.from('user.uring')
    expect(await ring.fsetxattr(fd, name, Buffer.from('open'))).toBeUndefined()
    expect(attributeOf(path, name.toString())).toBe('open')
    const buffer = Buffer.alloc(16)
    expect(await ring.fgetxattr(fd, name, buffer)).toBe(4)
    expect(text(buffer, 4)).toBe('open')
    const flags = XattrFlags.REPLACE
    const missing = ring.fsetxattr(fd.value, 'user.other', buffer, { flags })
    await refused(missing, 'ENODATA', 'FSETXATTR')
    await refused(ring.fgetxattr(fd.value, 'user.other', buffer), 'ENODATA', 'FGETXATTR')
  }),
)

kernelTest(
  'an error of a path has the code and the number that node:fs gives',
  { needs: [Op.OPENAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = folderOf(bench)
    const file = join(path, 'file')
    writeFileSync(file, '')
    const cases: readonly [name: string, flags: number][] = [
      [join(path, 'missing'), RDONLY],
      [path, WRONLY],
      [file, RDONLY | DIRECTORY],
      [file, CREAT | EXCL],
      [join(path, 'x'.repeat(300)), RDONLY],
    ]
    for (const [name, flags] of cases) {
      const { code, errno } = thrown(() => openSync(name, flags)) as NodeJS.ErrnoException
      const error = await rejection(ring.openat(name, flags))
      expect(error).toBeInstanceOf(UringError)
      expect(error).toMatchObject({ code, errno, syscall: 'uring_openat', op: 'OPENAT' })
      expect(error.message).toContain(code)
    }
  }),
)
