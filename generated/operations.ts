// Generated from headers/abi/7.3.json by codegen/emit/operations.ts.
// Do not edit: change codegen/operations, then run `npm run generate`.
import {
  Op,
  SendRecvFlags,
  AcceptFlags,
  NopFlags,
  SpliceFlags,
  FutexFlags,
  Errno,
  FUTEX_BITSET_MATCH_ANY,
} from './constants.ts'
import * as prep from './prep.ts'
import { type Sqe, Statx, Siginfo } from './structs.ts'
import type {
  Begun,
  BufferPool,
  Bytes,
  Call,
  CallOptions,
  Fd,
  FdLike,
  FlagOptions,
  Integrity,
  Lease,
  Message,
  Multishot,
  Outcome,
  PathLike,
  Pinned,
  SocketAddress,
} from '../src/ring/types.ts'

/**
 * One method an operation. Every argument is read and checked before a slot is taken; between
 * `begin` and `commit` no code of the user's runs.
 */
export abstract class RingOperations {
  /** Takes a slot of the ring's ledger and a slot of the submission queue. */
  protected abstract begin(
    op: number,
    outcome: Outcome,
    file: FdLike | null,
    pinned: Pinned | readonly Pinned[] | null,
    call: Call,
  ): Begun
  /** Publishes what `begin` took; the promise of its result. */
  protected abstract commit<T>(begun: Begun): Promise<T>
  /** Starts a multishot operation; `arm` fills a slot, again each time it must be armed anew. */
  protected abstract stream<T>(
    op: number,
    each: 'lease' | 'fd' | 'value',
    file: FdLike | null,
    pinned: Pinned | null,
    pool: BufferPool | null,
    call: Call,
    arm: (sqe: Sqe) => void,
  ): Multishot<T>
  /** The number that goes into the sqe; throws for what is no open descriptor. */
  protected abstract fileOf(fd: FdLike, name: string): number
  /** Whether a descriptor that `fileOf` has passed is a slot of the direct table. */
  protected abstract isDirect(fd: FdLike | undefined): boolean
  /** What keeps the operation on a descriptor that is not the submission's own. */
  protected abstract heldOf(fd: FdLike | undefined, name: string): Pinned
  protected abstract directoryOf(at: FdLike | undefined, name: string): number
  protected abstract memoryOf(bytes: Bytes, name: string, filled: boolean): Pinned
  protected abstract fixedOf(lease: Lease, name: string): Pinned
  protected abstract vectorOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned
  protected abstract messageOf(
    pieces: readonly Bytes[],
    name: string,
    filled: boolean,
    to?: SocketAddress,
    control?: Bytes,
  ): Pinned
  protected abstract pathOf(path: PathLike, name: string): Pinned
  protected abstract addressOf(address: SocketAddress, name: string): Pinned
  /** An address that may be left out: nothing then, of no length. */
  protected abstract destinationOf(to: SocketAddress | undefined, name: string): Pinned
  /** Room for an address, which becomes the result; a word with its length lies behind it. */
  protected abstract roomOf(): Pinned
  /** Room for the ends of a pipe, which become the result: plain, or slots of the table. */
  protected abstract endsOf(fileIndex: number): Pinned
  /** A copy of bytes that go into the submission itself; none when left out. */
  protected abstract inlineOf(bytes: Bytes | undefined, name: string): Uint8Array
  protected abstract integrityOf(pi: Integrity, name: string): Pinned
  protected abstract timespecOf(milliseconds: number, name: string): Pinned
  protected abstract structOf(create: (buffer: ArrayBuffer) => object, size: number): Pinned
  protected abstract poolOf(pool: BufferPool | undefined): BufferPool
  /** What goes into the sqe for a slot; 0 for none. Throws if it cannot be filled. */
  protected abstract slotOf(slot: number | boolean | Fd | undefined, name: string): number
  /** What is pinned, and the slots that the operation fills. */
  protected abstract pinsWith(
    pins: Pinned | readonly Pinned[] | null,
    slot: number,
    count: number,
  ): Pinned | readonly Pinned[] | null
  /** The number, or what stands in for one left out; throws unless it is whole and fits. */
  protected abstract numberOf(
    value: number | undefined,
    name: string,
    kind: 'u8' | 'u16' | 'i32' | 'u32' | 'u64',
    fallback?: number,
  ): number
  protected abstract callOf(options: CallOptions | undefined): Call

  /**
   * Reads into memory. Fewer bytes than asked for is no error; 0 is the end of the file. Follows
   * pread(2).
   *
   * Its submission: {@link prep.read}.
   *
   * @param fd The descriptor.
   * @param buffer Memory to fill. It belongs to the kernel until the promise settles.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.6
   */
  read(
    fd: FdLike,
    buffer: Bytes,
    position: number = -1,
    options?: FlagOptions & { readonly ioprio?: number | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(buffer, 'buffer', true)
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.READ, 'number', fd, memory, call)
    prep.read(o.sqe, file, memory.address, memory.length, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    return this.commit(o)
  }

  /**
   * Reads blocks of a device together with their protection information. For O_DIRECT on devices
   * that keep such. Follows pread(2).
   *
   * Its submission: {@link prep.readPi}. Needs Features.RW_ATTR.
   *
   * @param fd The descriptor.
   * @param buffer Memory to fill. It belongs to the kernel until the promise settles.
   * @param pi The protection information that goes with the data.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 6.14
   */
  readPi(
    fd: FdLike,
    buffer: Bytes,
    pi: Integrity,
    position: number = -1,
    options?: FlagOptions & { readonly ioprio?: number | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(buffer, 'buffer', true)
    const piMemory = this.integrityOf(pi, 'pi')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.READ, 'number', fd, [memory, piMemory], call)
    prep.readPi(o.sqe, file, memory.address, memory.length, piMemory.address, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    return this.commit(o)
  }

  /**
   * Reads again and again into provided buffers, whenever data is there. For pipes, ttys and other
   * files that can be polled; a regular file answers EBADFD. Follows read(2).
   *
   * Its submission: {@link prep.readMultishot}.
   *
   * @param fd The descriptor.
   * @param options `pool`: The provided buffers to receive into; the ring's own pool when left out.
   * See {@link CallOptions}.
   * @returns One lease a chunk.
   * @category Files
   * @since Linux 6.7
   */
  readMultishot(
    fd: FdLike,
    options?: CallOptions & { readonly pool?: BufferPool | undefined },
  ): Multishot<Lease> {
    const file = this.fileOf(fd, 'fd')
    const pool = this.poolOf(options?.pool)
    const call = this.callOf(options)
    return this.stream(Op.READ_MULTISHOT, 'lease', fd, null, pool, call, (sqe) => {
      prep.readMultishot(sqe, file, 0, -1, pool.group)
    })
  }

  /**
   * Writes from memory. Fewer bytes than asked for is no error. `writeAll` goes on until the end.
   * Follows pwrite(2).
   *
   * Its submission: {@link prep.write}.
   *
   * @param fd The descriptor.
   * @param data Bytes to send or write. It belongs to the kernel until the promise settles.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. `writeStream`: Stream of the device that the data goes to; 0
   * for none. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.6
   */
  write(
    fd: FdLike,
    data: Bytes,
    position: number = -1,
    options?: FlagOptions & {
      readonly ioprio?: number | undefined
      readonly writeStream?: number | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(data, 'data', false)
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const writeStreamValue = this.numberOf(options?.writeStream, 'options.writeStream', 'u8', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.WRITE, 'number', fd, memory, call)
    prep.write(o.sqe, file, memory.address, memory.length, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    o.sqe.writeStream = writeStreamValue
    return this.commit(o)
  }

  /**
   * Writes blocks of a device together with their protection information. For O_DIRECT on devices
   * that keep such. Follows pwrite(2).
   *
   * Its submission: {@link prep.writePi}. Needs Features.RW_ATTR.
   *
   * @param fd The descriptor.
   * @param data Bytes to send or write. It belongs to the kernel until the promise settles.
   * @param pi The protection information that goes with the data.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 6.14
   */
  writePi(
    fd: FdLike,
    data: Bytes,
    pi: Integrity,
    position: number = -1,
    options?: FlagOptions & { readonly ioprio?: number | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(data, 'data', false)
    const piMemory = this.integrityOf(pi, 'pi')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.WRITE, 'number', fd, [memory, piMemory], call)
    prep.writePi(o.sqe, file, memory.address, memory.length, piMemory.address, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    return this.commit(o)
  }

  /**
   * Reads into several pieces of memory, one after the other. Follows preadv2(2).
   *
   * Its submission: {@link prep.readv}.
   *
   * @param fd The descriptor.
   * @param buffers Memory to fill, in order. It belongs to the kernel until the promise settles.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.1
   */
  readv(
    fd: FdLike,
    buffers: readonly Bytes[],
    position: number = -1,
    options?: FlagOptions & { readonly ioprio?: number | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const vector = this.vectorOf(buffers, 'buffers', true)
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.READV, 'number', fd, vector, call)
    prep.readv(o.sqe, file, vector.address, vector.length, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    return this.commit(o)
  }

  /**
   * Writes several pieces of memory, one after the other. Follows pwritev2(2).
   *
   * Its submission: {@link prep.writev}.
   *
   * @param fd The descriptor.
   * @param buffers Pieces of memory to write, in order. It belongs to the kernel until the promise
   * settles.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. `writeStream`: Stream of the device that the data goes to; 0
   * for none. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.1
   */
  writev(
    fd: FdLike,
    buffers: readonly Bytes[],
    position: number = -1,
    options?: FlagOptions & {
      readonly ioprio?: number | undefined
      readonly writeStream?: number | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const vector = this.vectorOf(buffers, 'buffers', false)
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const writeStreamValue = this.numberOf(options?.writeStream, 'options.writeStream', 'u8', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.WRITEV, 'number', fd, vector, call)
    prep.writev(o.sqe, file, vector.address, vector.length, positionValue, flags)
    o.sqe.ioprio = ioprioValue
    o.sqe.writeStream = writeStreamValue
    return this.commit(o)
  }

  /**
   * Reads into registered memory, whose pages the kernel has pinned beforehand. Follows pread(2).
   *
   * Its submission: {@link prep.readFixed}. Needs registered buffers.
   *
   * @param fd The descriptor.
   * @param buffer A lease of a registered pool.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.1
   */
  readFixed(
    fd: FdLike,
    buffer: Lease,
    position: number = -1,
    options?: FlagOptions & { readonly ioprio?: number | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.fixedOf(buffer, 'buffer')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.READ_FIXED, 'number', fd, memory, call)
    prep.readFixed(
      o.sqe,
      file,
      memory.address,
      memory.length,
      positionValue,
      memory.bufIndex,
      flags,
    )
    o.sqe.ioprio = ioprioValue
    return this.commit(o)
  }

  /**
   * Writes from registered memory, whose pages the kernel has pinned beforehand. Follows pwrite(2).
   *
   * Its submission: {@link prep.writeFixed}. Needs registered buffers.
   *
   * @param fd The descriptor.
   * @param data A lease of a registered pool.
   * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
   * @param options `flags`: `RWF_*` flags of preadv2(2). `ioprio`: I/O priority: class, hint and
   * level; 0 for that of the process. `writeStream`: Stream of the device that the data goes to; 0
   * for none. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.1
   */
  writeFixed(
    fd: FdLike,
    data: Lease,
    position: number = -1,
    options?: FlagOptions & {
      readonly ioprio?: number | undefined
      readonly writeStream?: number | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.fixedOf(data, 'data')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const ioprioValue = this.numberOf(options?.ioprio, 'options.ioprio', 'u16', 0)
    const writeStreamValue = this.numberOf(options?.writeStream, 'options.writeStream', 'u8', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.WRITE_FIXED, 'number', fd, memory, call)
    prep.writeFixed(
      o.sqe,
      file,
      memory.address,
      memory.length,
      positionValue,
      memory.bufIndex,
      flags,
    )
    o.sqe.ioprio = ioprioValue
    o.sqe.writeStream = writeStreamValue
    return this.commit(o)
  }

  /**
   * Brings the file to stable storage. It is not ordered after writes in flight: await them first,
   * or link. Follows fsync(2).
   *
   * Its submission: {@link prep.fsync}.
   *
   * @param fd The descriptor.
   * @param options `flags`: `DATASYNC` leaves out metadata that no later read needs. `position`:
   * Where the range starts, in bytes. `length`: Bytes of the range; 0 reaches to the end. See
   * {@link CallOptions}.
   * @category Files
   * @since Linux 5.1
   */
  fsync(
    fd: FdLike,
    options?: FlagOptions & {
      readonly position?: number | undefined
      readonly length?: number | undefined
    },
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const positionValue = this.numberOf(options?.position, 'options.position', 'u64', 0)
    const lengthValue = this.numberOf(options?.length, 'options.length', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.FSYNC, 'void', fd, null, call)
    prep.fsync(o.sqe, file, flags)
    o.sqe.off = positionValue
    o.sqe.len = lengthValue
    return this.commit(o)
  }

  /**
   * Starts or awaits the writing back of a part of a file. No promise of durability: metadata and
   * disk caches are left alone. Follows sync_file_range(2).
   *
   * Its submission: {@link prep.syncFileRange}.
   *
   * @param fd The descriptor.
   * @param length Bytes of the range; 0 reaches to the end.
   * @param position Where the range starts, in bytes.
   * @param options `flags`: `SYNC_FILE_RANGE_*` flags. See {@link CallOptions}.
   * @category Files
   * @since Linux 5.2
   */
  syncFileRange(
    fd: FdLike,
    length: number,
    position: number = 0,
    options?: FlagOptions,
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const lengthValue = this.numberOf(length, 'length', 'u32')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.SYNC_FILE_RANGE, 'void', fd, null, call)
    prep.syncFileRange(o.sqe, file, lengthValue, positionValue, flags)
    return this.commit(o)
  }

  /**
   * Allocates, punches or moves a range of a file. Follows fallocate(2).
   *
   * Its submission: {@link prep.fallocate}.
   *
   * @param fd The descriptor.
   * @param mode `FALLOC_FL_*`; 0 allocates and grows the file.
   * @param position Where the range starts, in bytes.
   * @param length Bytes of the range.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 5.6
   */
  fallocate(
    fd: FdLike,
    mode: number,
    position: number,
    length: number,
    options?: CallOptions,
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const modeValue = this.numberOf(mode, 'mode', 'u32')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const lengthValue = this.numberOf(length, 'length', 'u64')
    const call = this.callOf(options)
    const o = this.begin(Op.FALLOCATE, 'void', fd, null, call)
    prep.fallocate(o.sqe, file, modeValue, positionValue, lengthValue)
    return this.commit(o)
  }

  /**
   * Makes the file exactly `length` bytes long. Follows ftruncate(2).
   *
   * Its submission: {@link prep.ftruncate}.
   *
   * @param fd The descriptor.
   * @param length The new size in bytes.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 6.9
   */
  ftruncate(fd: FdLike, length: number, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const lengthValue = this.numberOf(length, 'length', 'u64')
    const call = this.callOf(options)
    const o = this.begin(Op.FTRUNCATE, 'void', fd, null, call)
    prep.ftruncate(o.sqe, file, lengthValue)
    return this.commit(o)
  }

  /**
   * Says how a range of the file will be used. Follows posix_fadvise(2).
   *
   * Its submission: {@link prep.fadvise}.
   *
   * @param fd The descriptor.
   * @param position Where the range starts, in bytes.
   * @param length Bytes of the range; 0 reaches to the end.
   * @param advice One of `POSIX_FADV_*`.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 5.6
   */
  fadvise(
    fd: FdLike,
    position: number,
    length: number,
    advice: number,
    options?: CallOptions,
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const lengthValue = this.numberOf(length, 'length', 'u32')
    const adviceValue = this.numberOf(advice, 'advice', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.FADVISE, 'void', fd, null, call)
    prep.fadvise(o.sqe, file, positionValue, lengthValue, adviceValue)
    return this.commit(o)
  }

  /**
   * Says how a range of the file will be used, for ranges of 4 GiB and more. Follows
   * posix_fadvise(2).
   *
   * Its submission: {@link prep.fadvise64}.
   *
   * @param fd The descriptor.
   * @param position Where the range starts, in bytes.
   * @param length Bytes of the range; 0 reaches to the end.
   * @param advice One of `POSIX_FADV_*`.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 6.11
   */
  fadvise64(
    fd: FdLike,
    position: number,
    length: number,
    advice: number,
    options?: CallOptions,
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const lengthValue = this.numberOf(length, 'length', 'u64')
    const adviceValue = this.numberOf(advice, 'advice', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.FADVISE, 'void', fd, null, call)
    prep.fadvise64(o.sqe, file, positionValue, lengthValue, adviceValue)
    return this.commit(o)
  }

  /**
   * Says how a range of memory will be used. Follows madvise(2).
   *
   * Its submission: {@link prep.madvise}.
   *
   * @param area The memory, aligned to a page. It belongs to the kernel until the promise settles.
   * @param advice One of `MADV_*`.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 5.6
   */
  madvise(area: Bytes, advice: number, options?: CallOptions): Promise<void> {
    const memory = this.memoryOf(area, 'area', true)
    const adviceValue = this.numberOf(advice, 'advice', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.MADVISE, 'void', null, memory, call)
    prep.madvise(o.sqe, memory.address, memory.length, adviceValue)
    return this.commit(o)
  }

  /**
   * Moves bytes between two descriptors without a copy through user memory; one of them is a pipe.
   * Follows splice(2).
   *
   * Its submission: {@link prep.splice}.
   *
   * @param source The descriptor to take bytes from.
   * @param sourcePosition Where to read; -1 for a pipe or the position of the file.
   * @param target The descriptor to give bytes to.
   * @param targetPosition Where to write; -1 for a pipe or the position of the file.
   * @param length Bytes to move at most.
   * @param options `flags`: `SPLICE_F_*` flags. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.7
   */
  splice(
    source: FdLike,
    sourcePosition: number,
    target: FdLike,
    targetPosition: number,
    length: number,
    options?: FlagOptions,
  ): Promise<number> {
    const sourceFile = this.fileOf(source, 'source')
    const sourceFlag = this.isDirect(source) ? SpliceFlags.FD_IN_FIXED : 0
    const sourceHeld = this.heldOf(source, 'source')
    const sourcePositionValue = this.numberOf(sourcePosition, 'sourcePosition', 'u64')
    const targetFile = this.fileOf(target, 'target')
    const targetPositionValue = this.numberOf(targetPosition, 'targetPosition', 'u64')
    const lengthValue = this.numberOf(length, 'length', 'u32')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.SPLICE, 'number', target, sourceHeld, call)
    prep.splice(
      o.sqe,
      sourceFile,
      sourcePositionValue,
      targetFile,
      targetPositionValue,
      lengthValue,
      flags,
    )
    o.sqe.spliceFlags |= sourceFlag
    return this.commit(o)
  }

  /**
   * Copies bytes from one pipe to another and leaves them in the first. Follows tee(2).
   *
   * Its submission: {@link prep.tee}.
   *
   * @param source The pipe to copy from.
   * @param target The pipe to copy to.
   * @param length Bytes to copy at most.
   * @param options `flags`: `SPLICE_F_*` flags. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.8
   */
  tee(source: FdLike, target: FdLike, length: number, options?: FlagOptions): Promise<number> {
    const sourceFile = this.fileOf(source, 'source')
    const sourceFlag = this.isDirect(source) ? SpliceFlags.FD_IN_FIXED : 0
    const sourceHeld = this.heldOf(source, 'source')
    const targetFile = this.fileOf(target, 'target')
    const lengthValue = this.numberOf(length, 'length', 'u32')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.TEE, 'number', target, sourceHeld, call)
    prep.tee(o.sqe, sourceFile, targetFile, lengthValue, flags)
    o.sqe.spliceFlags |= sourceFlag
    return this.commit(o)
  }

  /**
   * Opens or creates a file. Follows openat(2).
   *
   * Its submission: {@link prep.openat}.
   *
   * @param path The path, relative to `at` unless it is absolute.
   * @param flags `O_*`; `O_CLOEXEC` is refused for a direct descriptor.
   * @param mode Permission bits of a file that is created, less the umask.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `slot`: Put the new descriptor into this slot of the direct table, a number or what
   * `ring.slot()` gave; -1 lets the kernel choose one. See {@link CallOptions}.
   * @returns The new descriptor.
   * @category Paths
   * @since Linux 5.6
   */
  openat(
    path: PathLike,
    flags: number,
    mode: number = 0o666,
    options?: CallOptions & {
      readonly at?: FdLike | undefined
      readonly slot?: number | Fd | undefined
    },
  ): Promise<Fd> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const pathMemory = this.pathOf(path, 'path')
    const flagsValue = this.numberOf(flags, 'flags', 'u32')
    const modeValue = this.numberOf(mode, 'mode', 'u32')
    const slot = this.slotOf(options?.slot, 'options.slot')
    const call = this.callOf(options)
    const o = this.begin(Op.OPENAT, 'fd', at ?? null, this.pinsWith(pathMemory, slot, 1), call)
    prep.openat(o.sqe, directory, pathMemory.address, flagsValue, modeValue)
    o.sqe.fileIndex = slot
    return this.commit(o)
  }

  /**
   * Opens a file with the rules of an open_how: how symbolic links and mount points may be
   * followed. Follows openat2(2).
   *
   * Its submission: {@link prep.openat2}.
   *
   * @param path The path, relative to `at` unless it is absolute.
   * @param how The bytes of an {@link OpenHow}. It belongs to the kernel until the promise settles.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `slot`: Put the new descriptor into this slot of the direct table, a number or what
   * `ring.slot()` gave; -1 lets the kernel choose one. See {@link CallOptions}.
   * @returns The new descriptor.
   * @category Paths
   * @since Linux 5.6
   */
  openat2(
    path: PathLike,
    how: Bytes,
    options?: CallOptions & {
      readonly at?: FdLike | undefined
      readonly slot?: number | Fd | undefined
    },
  ): Promise<Fd> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const pathMemory = this.pathOf(path, 'path')
    const howMemory = this.memoryOf(how, 'how', false)
    const slot = this.slotOf(options?.slot, 'options.slot')
    const call = this.callOf(options)
    const o = this.begin(
      Op.OPENAT2,
      'fd',
      at ?? null,
      this.pinsWith([pathMemory, howMemory], slot, 1),
      call,
    )
    prep.openat2(o.sqe, directory, pathMemory.address, howMemory.address, howMemory.length)
    o.sqe.fileIndex = slot
    return this.commit(o)
  }

  /**
   * Closes a descriptor. Operations that run on it are not cancelled by this. `fd.close()` does
   * both, and that is what becomes of an Fd given here: the options are for a bare number. In a
   * chain it comes behind the members before it, and cancels nothing. Follows close(2).
   *
   * @param fd The descriptor.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 5.6
   */
  abstract closeFd(fd: FdLike, options?: CallOptions): Promise<void>

  /**
   * Asks for size, times, mode and more. With an empty path and `AT_EMPTY_PATH` it is `at` itself
   * that is asked about. Follows statx(2).
   *
   * Its submission: {@link prep.statx}.
   *
   * @param path The path, relative to `at` unless it is absolute.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `flags`: `AT_*` flags. `mask`: Which fields are wanted; the basic ones when left out.
   * See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.6
   */
  statx(
    path: PathLike,
    options?: FlagOptions & {
      readonly at?: FdLike | undefined
      readonly mask?: number | undefined
    },
  ): Promise<Statx> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const pathMemory = this.pathOf(path, 'path')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const maskValue = this.numberOf(options?.mask, 'options.mask', 'u32', 2047)
    const result = this.structOf((buffer) => new Statx(buffer), Statx.SIZE)
    const call = this.callOf(options)
    const o = this.begin(Op.STATX, 'struct', at ?? null, [pathMemory, result], call)
    prep.statx(o.sqe, directory, pathMemory.address, flags, maskValue, result.address)
    return this.commit(o)
  }

  /**
   * Renames or moves a file. Follows renameat2(2).
   *
   * Its submission: {@link prep.renameat}.
   *
   * @param oldPath The present path.
   * @param newPath The new path.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `newAt`: Directory that the new path starts from; the working directory when left
   * out. `flags`: `RENAME_*` flags. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.11
   */
  renameat(
    oldPath: PathLike,
    newPath: PathLike,
    options?: FlagOptions & {
      readonly at?: FdLike | undefined
      readonly newAt?: FdLike | undefined
    },
  ): Promise<void> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const oldPathMemory = this.pathOf(oldPath, 'oldPath')
    const newAt = options?.newAt
    const newDirectory = this.directoryOf(newAt, 'options.newAt')
    const newAtHeld = this.heldOf(newAt, 'options.newAt')
    const newPathMemory = this.pathOf(newPath, 'newPath')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(
      Op.RENAMEAT,
      'void',
      at ?? null,
      [oldPathMemory, newAtHeld, newPathMemory],
      call,
    )
    prep.renameat(
      o.sqe,
      directory,
      oldPathMemory.address,
      newDirectory,
      newPathMemory.address,
      flags,
    )
    return this.commit(o)
  }

  /**
   * Removes a name; with `AT_REMOVEDIR` an empty directory. Follows unlinkat(2).
   *
   * Its submission: {@link prep.unlinkat}.
   *
   * @param path The path, relative to `at` unless it is absolute.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `flags`: `AT_REMOVEDIR`, or 0. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.11
   */
  unlinkat(
    path: PathLike,
    options?: FlagOptions & { readonly at?: FdLike | undefined },
  ): Promise<void> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const pathMemory = this.pathOf(path, 'path')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.UNLINKAT, 'void', at ?? null, pathMemory, call)
    prep.unlinkat(o.sqe, directory, pathMemory.address, flags)
    return this.commit(o)
  }

  /**
   * Makes a directory. Follows mkdirat(2).
   *
   * Its submission: {@link prep.mkdirat}.
   *
   * @param path The path, relative to `at` unless it is absolute.
   * @param mode Permission bits, less the umask.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.15
   */
  mkdirat(
    path: PathLike,
    mode: number = 0o777,
    options?: CallOptions & { readonly at?: FdLike | undefined },
  ): Promise<void> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const pathMemory = this.pathOf(path, 'path')
    const modeValue = this.numberOf(mode, 'mode', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.MKDIRAT, 'void', at ?? null, pathMemory, call)
    prep.mkdirat(o.sqe, directory, pathMemory.address, modeValue)
    return this.commit(o)
  }

  /**
   * Makes a symbolic link. Follows symlinkat(2).
   *
   * Its submission: {@link prep.symlinkat}.
   *
   * @param target What the link says.
   * @param linkPath Where the link stands.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.15
   */
  symlinkat(
    target: PathLike,
    linkPath: PathLike,
    options?: CallOptions & { readonly at?: FdLike | undefined },
  ): Promise<void> {
    const targetMemory = this.pathOf(target, 'target')
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const linkPathMemory = this.pathOf(linkPath, 'linkPath')
    const call = this.callOf(options)
    const o = this.begin(Op.SYMLINKAT, 'void', at ?? null, [targetMemory, linkPathMemory], call)
    prep.symlinkat(o.sqe, targetMemory.address, directory, linkPathMemory.address)
    return this.commit(o)
  }

  /**
   * Gives a file a second name. Follows linkat(2).
   *
   * Its submission: {@link prep.linkat}.
   *
   * @param oldPath The present path.
   * @param newPath The new path.
   * @param options `at`: Directory that a relative path starts from; the working directory when
   * left out. `newAt`: Directory that the new path starts from; the working directory when left
   * out. `flags`: `AT_SYMLINK_FOLLOW`, `AT_EMPTY_PATH`, or 0. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.15
   */
  linkat(
    oldPath: PathLike,
    newPath: PathLike,
    options?: FlagOptions & {
      readonly at?: FdLike | undefined
      readonly newAt?: FdLike | undefined
    },
  ): Promise<void> {
    const at = options?.at
    const directory = this.directoryOf(at, 'options.at')
    const oldPathMemory = this.pathOf(oldPath, 'oldPath')
    const newAt = options?.newAt
    const newDirectory = this.directoryOf(newAt, 'options.newAt')
    const newAtHeld = this.heldOf(newAt, 'options.newAt')
    const newPathMemory = this.pathOf(newPath, 'newPath')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(
      Op.LINKAT,
      'void',
      at ?? null,
      [oldPathMemory, newAtHeld, newPathMemory],
      call,
    )
    prep.linkat(o.sqe, directory, oldPathMemory.address, newDirectory, newPathMemory.address, flags)
    return this.commit(o)
  }

  /**
   * Sets an extended attribute of an open file. Follows fsetxattr(2).
   *
   * Its submission: {@link prep.fsetxattr}.
   *
   * @param fd The descriptor.
   * @param name Name of the attribute, `user.` and the like included.
   * @param value The value. It belongs to the kernel until the promise settles.
   * @param options `flags`: `XATTR_CREATE` or `XATTR_REPLACE`. See {@link CallOptions}.
   * @category Files
   * @since Linux 5.19
   */
  fsetxattr(fd: FdLike, name: string | Buffer, value: Bytes, options?: FlagOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const nameMemory = this.pathOf(name, 'name')
    const valueMemory = this.memoryOf(value, 'value', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.FSETXATTR, 'void', fd, [nameMemory, valueMemory], call)
    prep.fsetxattr(o.sqe, file, nameMemory.address, valueMemory.address, flags, valueMemory.length)
    return this.commit(o)
  }

  /**
   * Sets an extended attribute of a file by path. Follows setxattr(2).
   *
   * Its submission: {@link prep.setxattr}.
   *
   * @param name Name of the attribute, `user.` and the like included.
   * @param value The value. It belongs to the kernel until the promise settles.
   * @param path The path of the file.
   * @param options `flags`: `XATTR_CREATE` or `XATTR_REPLACE`. See {@link CallOptions}.
   * @category Paths
   * @since Linux 5.19
   */
  setxattr(
    name: string | Buffer,
    value: Bytes,
    path: PathLike,
    options?: FlagOptions,
  ): Promise<void> {
    const nameMemory = this.pathOf(name, 'name')
    const valueMemory = this.memoryOf(value, 'value', false)
    const pathMemory = this.pathOf(path, 'path')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.SETXATTR, 'void', null, [nameMemory, valueMemory, pathMemory], call)
    prep.setxattr(
      o.sqe,
      nameMemory.address,
      valueMemory.address,
      pathMemory.address,
      flags,
      valueMemory.length,
    )
    return this.commit(o)
  }

  /**
   * Reads an extended attribute of an open file. Follows fgetxattr(2).
   *
   * Its submission: {@link prep.fgetxattr}.
   *
   * @param fd The descriptor.
   * @param name Name of the attribute, `user.` and the like included.
   * @param value Memory for the value; of length 0 it asks for the size. It belongs to the kernel
   * until the promise settles.
   * @param options See {@link CallOptions}.
   * @returns How many bytes.
   * @category Files
   * @since Linux 5.19
   */
  fgetxattr(
    fd: FdLike,
    name: string | Buffer,
    value: Bytes,
    options?: CallOptions,
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const nameMemory = this.pathOf(name, 'name')
    const valueMemory = this.memoryOf(value, 'value', true)
    const call = this.callOf(options)
    const o = this.begin(Op.FGETXATTR, 'number', fd, [nameMemory, valueMemory], call)
    prep.fgetxattr(o.sqe, file, nameMemory.address, valueMemory.address, valueMemory.length)
    return this.commit(o)
  }

  /**
   * Reads an extended attribute of a file by path. Follows getxattr(2).
   *
   * Its submission: {@link prep.getxattr}.
   *
   * @param name Name of the attribute, `user.` and the like included.
   * @param value Memory for the value; of length 0 it asks for the size. It belongs to the kernel
   * until the promise settles.
   * @param path The path of the file.
   * @param options See {@link CallOptions}.
   * @returns How many bytes.
   * @category Paths
   * @since Linux 5.19
   */
  getxattr(
    name: string | Buffer,
    value: Bytes,
    path: PathLike,
    options?: CallOptions,
  ): Promise<number> {
    const nameMemory = this.pathOf(name, 'name')
    const valueMemory = this.memoryOf(value, 'value', true)
    const pathMemory = this.pathOf(path, 'path')
    const call = this.callOf(options)
    const o = this.begin(Op.GETXATTR, 'number', null, [nameMemory, valueMemory, pathMemory], call)
    prep.getxattr(
      o.sqe,
      nameMemory.address,
      valueMemory.address,
      pathMemory.address,
      valueMemory.length,
    )
    return this.commit(o)
  }

  /**
   * Makes a socket. Follows socket(2).
   *
   * Its submission: {@link prep.socket}.
   *
   * @param domain `AF_*`.
   * @param type `SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`.
   * @param protocol `IPPROTO_*`; 0 chooses by domain and type.
   * @param options `slot`: Put the new descriptor into this slot of the direct table, a number or
   * what `ring.slot()` gave; -1 lets the kernel choose one. See {@link CallOptions}.
   * @returns The new descriptor.
   * @category Sockets
   * @since Linux 5.19
   */
  socket(
    domain: number,
    type: number,
    protocol: number = 0,
    options?: CallOptions & { readonly slot?: number | Fd | undefined },
  ): Promise<Fd> {
    const domainValue = this.numberOf(domain, 'domain', 'u32')
    const typeValue = this.numberOf(type, 'type', 'u32')
    const protocolValue = this.numberOf(protocol, 'protocol', 'u32')
    const slot = this.slotOf(options?.slot, 'options.slot')
    const call = this.callOf(options)
    const o = this.begin(Op.SOCKET, 'fd', null, this.pinsWith(null, slot, 1), call)
    prep.socket(o.sqe, domainValue, typeValue, protocolValue, 0)
    o.sqe.fileIndex = slot
    return this.commit(o)
  }

  /**
   * Gives a socket its own address. Follows bind(2).
   *
   * Its submission: {@link prep.bind}.
   *
   * @param fd The socket.
   * @param address The address.
   * @param options See {@link CallOptions}.
   * @category Sockets
   * @since Linux 6.11
   */
  bind(fd: FdLike, address: SocketAddress, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const addressMemory = this.addressOf(address, 'address')
    const call = this.callOf(options)
    const o = this.begin(Op.BIND, 'void', fd, addressMemory, call)
    prep.bind(o.sqe, file, addressMemory.address, addressMemory.length)
    return this.commit(o)
  }

  /**
   * Makes a bound socket accept connections. Follows listen(2).
   *
   * Its submission: {@link prep.listen}.
   *
   * @param fd The socket.
   * @param backlog Connections that may wait to be accepted.
   * @param options See {@link CallOptions}.
   * @category Sockets
   * @since Linux 6.11
   */
  listen(fd: FdLike, backlog: number = 511, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const backlogValue = this.numberOf(backlog, 'backlog', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.LISTEN, 'void', fd, null, call)
    prep.listen(o.sqe, file, backlogValue)
    return this.commit(o)
  }

  /**
   * Connects a socket. Follows connect(2).
   *
   * Its submission: {@link prep.connect}.
   *
   * @param fd The socket.
   * @param address Where to connect to.
   * @param options See {@link CallOptions}.
   * @category Sockets
   * @since Linux 5.5
   */
  connect(fd: FdLike, address: SocketAddress, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const addressMemory = this.addressOf(address, 'address')
    const call = this.callOf(options)
    const o = this.begin(Op.CONNECT, 'void', fd, addressMemory, call)
    prep.connect(o.sqe, file, addressMemory.address, addressMemory.length)
    return this.commit(o)
  }

  /**
   * Takes one connection from a listening socket. Follows accept4(2).
   *
   * Its submission: {@link prep.accept}.
   *
   * @param fd The socket.
   * @param options `flags`: `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. `slot`: Put the new descriptor into
   * this slot of the direct table, a number or what `ring.slot()` gave; -1 lets the kernel choose
   * one. `pollFirst`: Waits for a connection before it tries. `dontWait`: Fails with EAGAIN instead
   * of waiting. See {@link CallOptions}.
   * @returns The new descriptor.
   * @category Sockets
   * @since Linux 5.5
   */
  accept(
    fd: FdLike,
    options?: FlagOptions & {
      readonly slot?: number | Fd | undefined
      readonly pollFirst?: boolean | undefined
      readonly dontWait?: boolean | undefined
    },
  ): Promise<Fd> {
    const file = this.fileOf(fd, 'fd')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const slot = this.slotOf(options?.slot, 'options.slot')
    const pollFirst = options?.pollFirst === true ? AcceptFlags.POLL_FIRST : 0
    const dontWait = options?.dontWait === true ? AcceptFlags.DONTWAIT : 0
    const call = this.callOf(options)
    const o = this.begin(Op.ACCEPT, 'fd', fd, this.pinsWith(null, slot, 1), call)
    prep.accept(o.sqe, file, 0, 0, flags)
    o.sqe.fileIndex = slot
    o.sqe.ioprio |= pollFirst
    o.sqe.ioprio |= dontWait
    return this.commit(o)
  }

  /**
   * Takes every connection that comes, until it is ended. Follows accept4(2).
   *
   * Its submission: {@link prep.acceptMultishot}.
   *
   * @param fd The socket.
   * @param options `flags`: `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. `direct`: Put the sockets into the
   * direct table, at slots that the kernel chooses. `pollFirst`: Waits for a connection before it
   * tries. See {@link CallOptions}.
   * @returns One descriptor a connection.
   * @category Sockets
   * @since Linux 5.19
   */
  acceptMultishot(
    fd: FdLike,
    options?: FlagOptions & {
      readonly direct?: boolean | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Multishot<Fd> {
    const file = this.fileOf(fd, 'fd')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const slot = this.slotOf(options?.direct, 'options.direct')
    const pollFirst = options?.pollFirst === true ? AcceptFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    return this.stream(Op.ACCEPT, 'fd', fd, null, null, call, (sqe) => {
      prep.acceptMultishot(sqe, file, 0, 0, flags)
      sqe.fileIndex = slot
      sqe.ioprio |= pollFirst
    })
  }

  /**
   * Ends one or both directions of a connection, for everybody who holds it. Follows shutdown(2).
   *
   * Its submission: {@link prep.shutdown}.
   *
   * @param fd The socket.
   * @param how `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`.
   * @param options See {@link CallOptions}.
   * @category Sockets
   * @since Linux 5.11
   */
  shutdown(fd: FdLike, how: number, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const howValue = this.numberOf(how, 'how', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.SHUTDOWN, 'void', fd, null, call)
    prep.shutdown(o.sqe, file, howValue)
    return this.commit(o)
  }

  /**
   * Sends on a connected socket. It may send less than all, and is unordered among overlapping
   * sends. `sendAll` is whole and in order. Follows send(2).
   *
   * Its submission: {@link prep.send}.
   *
   * @param fd The socket.
   * @param data Bytes to send or write. It belongs to the kernel until the promise settles.
   * @param options `flags`: `MSG_*` flags. `pollFirst`: Waits until the socket is ready before the
   * first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 5.6
   */
  send(
    fd: FdLike,
    data: Bytes,
    options?: FlagOptions & { readonly pollFirst?: boolean | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(data, 'data', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SEND, 'number', fd, memory, call)
    prep.send(o.sqe, file, memory.address, memory.length, flags)
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Sends several pieces of memory, one after the other, without a message header. Follows send(2).
   *
   * Its submission: {@link prep.sendVectorized}.
   *
   * @param fd The socket.
   * @param buffers Pieces of memory to send, in order. It belongs to the kernel until the promise
   * settles.
   * @param options `flags`: `MSG_*` flags. `to`: Where it goes; a connected socket needs none. See
   * {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.17
   */
  sendVectorized(
    fd: FdLike,
    buffers: readonly Bytes[],
    options?: FlagOptions & { readonly to?: SocketAddress | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const vector = this.vectorOf(buffers, 'buffers', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const toMemory = this.destinationOf(options?.to, 'options.to')
    const call = this.callOf(options)
    const o = this.begin(Op.SEND, 'number', fd, [vector, toMemory], call)
    prep.sendVectorized(o.sqe, file, vector.address, vector.length, flags)
    o.sqe.addr2 = toMemory.address
    o.sqe.addrLen = toMemory.length
    return this.commit(o)
  }

  /**
   * Sends a datagram to an address. Follows sendto(2).
   *
   * Its submission: {@link prep.sendto}.
   *
   * @param fd The socket.
   * @param data Bytes to send or write. It belongs to the kernel until the promise settles.
   * @param to Where it goes; a connected socket needs none.
   * @param options `flags`: `MSG_*` flags. `pollFirst`: Waits until the socket is ready before the
   * first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.2
   */
  sendto(
    fd: FdLike,
    data: Bytes,
    to: SocketAddress,
    options?: FlagOptions & { readonly pollFirst?: boolean | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(data, 'data', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const toMemory = this.addressOf(to, 'to')
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SEND, 'number', fd, [memory, toMemory], call)
    prep.sendto(
      o.sqe,
      file,
      memory.address,
      memory.length,
      flags,
      toMemory.address,
      toMemory.length,
    )
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Sends without copying. The memory belongs to the kernel until the notification, which may come
   * long after the send. It pays for large sends to other machines only. The promise settles with
   * the notification. Follows send(2).
   *
   * Its submission: {@link prep.sendZc}.
   *
   * @param fd The socket.
   * @param data Bytes to send or write. It belongs to the kernel until the promise settles.
   * @param options `flags`: `MSG_*` flags. `to`: Where it goes; a connected socket needs none.
   * `pollFirst`: Waits until the socket is ready before the first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.0
   */
  sendZc(
    fd: FdLike,
    data: Bytes,
    options?: FlagOptions & {
      readonly to?: SocketAddress | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(data, 'data', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const toMemory = this.destinationOf(options?.to, 'options.to')
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SEND_ZC, 'number', fd, [memory, toMemory], call)
    prep.sendZc(o.sqe, file, memory.address, memory.length, flags, 0)
    o.sqe.addr2 = toMemory.address
    o.sqe.addrLen = toMemory.length
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Sends registered memory without copying, until the notification. Follows send(2).
   *
   * Its submission: {@link prep.sendZcFixed}. Needs registered buffers.
   *
   * @param fd The socket.
   * @param data A lease of a registered pool.
   * @param options `flags`: `MSG_*` flags. `to`: Where it goes; a connected socket needs none.
   * `pollFirst`: Waits until the socket is ready before the first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.0
   */
  sendZcFixed(
    fd: FdLike,
    data: Lease,
    options?: FlagOptions & {
      readonly to?: SocketAddress | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.fixedOf(data, 'data')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const toMemory = this.destinationOf(options?.to, 'options.to')
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SEND_ZC, 'number', fd, [memory, toMemory], call)
    prep.sendZcFixed(o.sqe, file, memory.address, memory.length, flags, 0, memory.bufIndex)
    o.sqe.addr2 = toMemory.address
    o.sqe.addrLen = toMemory.length
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Sends several pieces of memory without copying, until the notification. Follows send(2).
   *
   * Its submission: {@link prep.sendZcVectorized}.
   *
   * @param fd The socket.
   * @param buffers Pieces of memory to send, in order. It belongs to the kernel until the promise
   * settles.
   * @param options `flags`: `MSG_*` flags. `to`: Where it goes; a connected socket needs none. See
   * {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.17
   */
  sendZcVectorized(
    fd: FdLike,
    buffers: readonly Bytes[],
    options?: FlagOptions & { readonly to?: SocketAddress | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const vector = this.vectorOf(buffers, 'buffers', false)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const toMemory = this.destinationOf(options?.to, 'options.to')
    const call = this.callOf(options)
    const o = this.begin(Op.SEND_ZC, 'number', fd, [vector, toMemory], call)
    prep.sendZcVectorized(o.sqe, file, vector.address, vector.length, flags, 0)
    o.sqe.addr2 = toMemory.address
    o.sqe.addrLen = toMemory.length
    return this.commit(o)
  }

  /**
   * Sends several pieces of memory as one message. Follows sendmsg(2).
   *
   * Its submission: {@link prep.sendmsg}.
   *
   * @param fd The socket.
   * @param buffers Pieces of memory to send as one message, in order. It belongs to the kernel
   * until the promise settles.
   * @param options `to`: Where it goes; a connected socket needs none. `control`: Control messages
   * to send, as they lie in memory. `flags`: `MSG_*` flags. `pollFirst`: Waits until the socket is
   * ready before the first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 5.3
   */
  sendmsg(
    fd: FdLike,
    buffers: readonly Bytes[],
    options?: FlagOptions & {
      readonly to?: SocketAddress | undefined
      readonly control?: Bytes | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const message = this.messageOf(buffers, 'buffers', false, options?.to, options?.control)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SENDMSG, 'number', fd, message, call)
    prep.sendmsg(o.sqe, file, message.address, flags)
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Sends a message without copying, until the notification. Follows sendmsg(2).
   *
   * Its submission: {@link prep.sendmsgZc}.
   *
   * @param fd The socket.
   * @param buffers Pieces of memory to send as one message, in order. It belongs to the kernel
   * until the promise settles.
   * @param options `to`: Where it goes; a connected socket needs none. `control`: Control messages
   * to send, as they lie in memory. `flags`: `MSG_*` flags. `pollFirst`: Waits until the socket is
   * ready before the first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.1
   */
  sendmsgZc(
    fd: FdLike,
    buffers: readonly Bytes[],
    options?: FlagOptions & {
      readonly to?: SocketAddress | undefined
      readonly control?: Bytes | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const message = this.messageOf(buffers, 'buffers', false, options?.to, options?.control)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.SENDMSG_ZC, 'number', fd, message, call)
    prep.sendmsgZc(o.sqe, file, message.address, flags)
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Receives into memory. 0 is the end of the stream. Follows recv(2).
   *
   * Its submission: {@link prep.recv}.
   *
   * @param fd The socket.
   * @param buffer Memory to fill. It belongs to the kernel until the promise settles.
   * @param options `flags`: `MSG_*` flags. `pollFirst`: Waits until the socket is ready before the
   * first attempt. See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 5.6
   */
  recv(
    fd: FdLike,
    buffer: Bytes,
    options?: FlagOptions & { readonly pollFirst?: boolean | undefined },
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(buffer, 'buffer', true)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.RECV, 'number', fd, memory, call)
    prep.recv(o.sqe, file, memory.address, memory.length, flags)
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Receives everything that comes into provided buffers, until the end of the stream. Follows
   * recv(2).
   *
   * Its submission: {@link prep.recvMultishot}.
   *
   * @param fd The socket.
   * @param options `pool`: The provided buffers to receive into; the ring's own pool when left out.
   * `flags`: `MSG_*` flags. `length`: Bytes of one lease at most (Linux 6.17); 0 fills the buffer.
   * `pollFirst`: Waits until the socket is ready before the first attempt. See {@link CallOptions}.
   * @returns One lease a chunk.
   * @category Sockets
   * @since Linux 6.0
   */
  recvMultishot(
    fd: FdLike,
    options?: FlagOptions & {
      readonly pool?: BufferPool | undefined
      readonly length?: number | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Multishot<Lease> {
    const file = this.fileOf(fd, 'fd')
    const pool = this.poolOf(options?.pool)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const lengthValue = this.numberOf(options?.length, 'options.length', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    return this.stream(Op.RECV, 'lease', fd, null, pool, call, (sqe) => {
      prep.recvMultishot(sqe, file, pool.group, flags)
      sqe.len = lengthValue
      sqe.ioprio |= pollFirst
    })
  }

  /**
   * Receives one message, its sender and its flags. Follows recvmsg(2).
   *
   * Its submission: {@link prep.recvmsg}.
   *
   * @param fd The socket.
   * @param buffers Memory for the message, filled in order. It belongs to the kernel until the
   * promise settles.
   * @param options `control`: Room for control messages that come along. `flags`: `MSG_*` flags.
   * `pollFirst`: Waits until the socket is ready before the first attempt. See {@link CallOptions}.
   * @category Sockets
   * @since Linux 5.3
   */
  recvmsg(
    fd: FdLike,
    buffers: readonly Bytes[],
    options?: FlagOptions & {
      readonly control?: Bytes | undefined
      readonly pollFirst?: boolean | undefined
    },
  ): Promise<Message> {
    const file = this.fileOf(fd, 'fd')
    const message = this.messageOf(buffers, 'buffers', true, undefined, options?.control)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const pollFirst = options?.pollFirst === true ? SendRecvFlags.POLL_FIRST : 0
    const call = this.callOf(options)
    const o = this.begin(Op.RECVMSG, 'message', fd, message, call)
    prep.recvmsg(o.sqe, file, message.address, flags)
    o.sqe.ioprio |= pollFirst
    return this.commit(o)
  }

  /**
   * Receives every datagram that comes into provided buffers, each behind a {@link RecvmsgOut}. The
   * lease says who sent it and whether it was cut off. Follows recvmsg(2).
   *
   * @param fd The socket.
   * @param options `flags`: `MSG_*` flags. `pool`: The provided buffers to receive into; the ring's
   * own pool when left out. See {@link CallOptions}.
   * @returns One lease a chunk.
   * @category Sockets
   * @since Linux 6.0
   */
  abstract recvmsgMultishot(
    fd: FdLike,
    options?: FlagOptions & { readonly pool?: BufferPool | undefined },
  ): Multishot<Lease>

  /**
   * Reads a socket option of level `SOL_SOCKET` into `value`. Follows getsockopt(2).
   *
   * Its submission: {@link prep.getsockopt}.
   *
   * @param fd The socket.
   * @param level `SOL_SOCKET` or a protocol number.
   * @param name The option: `SO_*`, `TCP_*` …
   * @param value Memory for the value. It belongs to the kernel until the promise settles.
   * @param options See {@link CallOptions}.
   * @returns How many bytes.
   * @category Sockets
   * @since Linux 6.7
   */
  getsockopt(
    fd: FdLike,
    level: number,
    name: number,
    value: Bytes,
    options?: CallOptions,
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const levelValue = this.numberOf(level, 'level', 'u32')
    const nameValue = this.numberOf(name, 'name', 'u32')
    const valueMemory = this.memoryOf(value, 'value', true)
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'number', fd, valueMemory, call)
    prep.getsockopt(o.sqe, file, levelValue, nameValue, valueMemory.address, valueMemory.length)
    return this.commit(o)
  }

  /**
   * Sets a socket option. Follows setsockopt(2).
   *
   * Its submission: {@link prep.setsockopt}.
   *
   * @param fd The socket.
   * @param level `SOL_SOCKET` or a protocol number.
   * @param name The option: `SO_*`, `TCP_*` …
   * @param value The value as bytes, most often a 32-bit number. It belongs to the kernel until the
   * promise settles.
   * @param options See {@link CallOptions}.
   * @category Sockets
   * @since Linux 6.7
   */
  setsockopt(
    fd: FdLike,
    level: number,
    name: number,
    value: Bytes,
    options?: CallOptions,
  ): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const levelValue = this.numberOf(level, 'level', 'u32')
    const nameValue = this.numberOf(name, 'name', 'u32')
    const valueMemory = this.memoryOf(value, 'value', false)
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'void', fd, valueMemory, call)
    prep.setsockopt(o.sqe, file, levelValue, nameValue, valueMemory.address, valueMemory.length)
    return this.commit(o)
  }

  /**
   * Asks how many bytes wait to be received. Follows tcp(7).
   *
   * Its submission: {@link prep.siocinq}.
   *
   * @param fd The socket.
   * @param options See {@link CallOptions}.
   * @returns Bytes that wait.
   * @category Sockets
   * @since Linux 6.6
   */
  siocinq(fd: FdLike, options?: CallOptions): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'number', fd, null, call)
    prep.siocinq(o.sqe, file)
    return this.commit(o)
  }

  /**
   * Asks how many sent bytes the peer has not acknowledged. Follows tcp(7).
   *
   * Its submission: {@link prep.siocoutq}.
   *
   * @param fd The socket.
   * @param options See {@link CallOptions}.
   * @returns Bytes that are under way.
   * @category Sockets
   * @since Linux 6.6
   */
  siocoutq(fd: FdLike, options?: CallOptions): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'number', fd, null, call)
    prep.siocoutq(o.sqe, file)
    return this.commit(o)
  }

  /**
   * Asks for a socket's own address, or for its peer's. Follows getsockname(2).
   *
   * Its submission: {@link prep.getsockname}.
   *
   * @param fd The socket.
   * @param options `peer`: The peer's address, and not its own. See {@link CallOptions}.
   * @returns The address.
   * @category Sockets
   * @since Linux 6.19
   */
  getsockname(
    fd: FdLike,
    options?: CallOptions & { readonly peer?: boolean | undefined },
  ): Promise<SocketAddress> {
    const file = this.fileOf(fd, 'fd')
    const result = this.roomOf()
    const peer = options?.peer === true ? 1 : 0
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'struct', fd, result, call)
    prep.getsockname(o.sqe, file, result.address, result.address + result.length, 0)
    o.sqe.optlen |= peer
    return this.commit(o)
  }

  /**
   * Completes when the time is over, or when `count` other operations have completed. Follows
   * timerfd_create(2).
   *
   * Its submission: {@link prep.timeout}.
   *
   * @param timeout Milliseconds; with `ABS`, since the epoch of the clock.
   * @param options `count`: Completions that end it early; 0 for none. `flags`: The clock, absolute
   * or relative, and more. See {@link CallOptions}.
   * @category Timers
   * @since Linux 5.4
   */
  timeout(
    timeout: number,
    options?: FlagOptions & { readonly count?: number | undefined },
  ): Promise<void> {
    const timespec = this.timespecOf(timeout, 'timeout')
    const countValue = this.numberOf(options?.count, 'options.count', 'u32', 0)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.TIMEOUT, 'void', null, timespec, call)
    prep.timeout(o.sqe, timespec.address, countValue, flags)
    return this.commit(o)
  }

  /**
   * Completes every time the interval is over. Follows timerfd_create(2).
   *
   * Its submission: {@link prep.timeoutMultishot}.
   *
   * @param timeout Milliseconds; with `ABS`, since the epoch of the clock.
   * @param options `count`: How often; 0 without end. `flags`: The clock, absolute or relative, and
   * more. See {@link CallOptions}.
   * @category Timers
   * @since Linux 6.4
   */
  timeoutMultishot(
    timeout: number,
    options?: FlagOptions & { readonly count?: number | undefined },
  ): Multishot<number> {
    const timespec = this.timespecOf(timeout, 'timeout')
    const countValue = this.numberOf(options?.count, 'options.count', 'u32', 0)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    return this.stream(Op.TIMEOUT, 'value', null, timespec, null, call, (sqe) => {
      prep.timeoutMultishot(sqe, timespec.address, countValue, flags)
    })
  }

  /**
   * Completes when the descriptor is ready. Follows poll(2).
   *
   * Its submission: {@link prep.pollAdd}.
   *
   * @param fd The descriptor.
   * @param events `POLL*` bits to wait for.
   * @param options See {@link CallOptions}.
   * @returns The `POLL*` bits that are set.
   * @category Polling
   * @since Linux 5.1
   */
  pollAdd(fd: FdLike, events: number, options?: CallOptions): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const eventsValue = this.numberOf(events, 'events', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.POLL_ADD, 'number', fd, null, call)
    prep.pollAdd(o.sqe, file, eventsValue)
    return this.commit(o)
  }

  /**
   * Completes every time the descriptor becomes ready. Follows poll(2).
   *
   * Its submission: {@link prep.pollAddMultishot}.
   *
   * @param fd The descriptor.
   * @param events `POLL*` bits to wait for.
   * @param options See {@link CallOptions}.
   * @returns The `POLL*` bits that are set.
   * @category Polling
   * @since Linux 5.13
   */
  pollAddMultishot(fd: FdLike, events: number, options?: CallOptions): Multishot<number> {
    const file = this.fileOf(fd, 'fd')
    const eventsValue = this.numberOf(events, 'events', 'u32')
    const call = this.callOf(options)
    return this.stream(Op.POLL_ADD, 'value', fd, null, null, call, (sqe) => {
      prep.pollAddMultishot(sqe, file, eventsValue)
    })
  }

  /**
   * Does nothing and completes: for measuring, and to see a ring work.
   *
   * Its submission: {@link prep.nop}.
   *
   * @param options See {@link CallOptions}.
   * @category Control
   * @since Linux 5.1
   */
  nop(options?: CallOptions): Promise<void> {
    const call = this.callOf(options)
    const o = this.begin(Op.NOP, 'void', null, null, call)
    prep.nop(o.sqe)
    return this.commit(o)
  }

  /**
   * Does nothing, but takes the ways of operations that do: with a result of your own, a file or a
   * buffer that is looked up, or task work. For testing what becomes of them.
   *
   * Its submission: {@link prep.nopFlags}.
   *
   * @param nopFlags Which of the others count.
   * @param options `result`: The result, with `INJECT_RESULT`; a negative one is an errno. `fd`:
   * The descriptor, with `FILE`. `bufIndex`: Index of a registered buffer, with `FIXED_BUFFER`. See
   * {@link CallOptions}.
   * @returns The result that was asked for.
   * @category Control
   * @since Linux 6.10
   */
  nopFlags(
    nopFlags: number,
    options?: CallOptions & {
      readonly result?: number | undefined
      readonly fd?: FdLike | undefined
      readonly bufIndex?: number | undefined
    },
  ): Promise<number> {
    const nopFlagsValue = this.numberOf(nopFlags, 'nopFlags', 'u32')
    const resultValue = this.numberOf(options?.result, 'options.result', 'i32', 0)
    const fd = options?.fd
    const file = fd === undefined ? -1 : this.fileOf(fd, 'options.fd')
    const fdFlag = this.isDirect(fd) ? NopFlags.FIXED_FILE : 0
    const bufIndexValue = this.numberOf(options?.bufIndex, 'options.bufIndex', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.NOP, 'number', fd ?? null, null, call)
    prep.nopFlags(o.sqe, nopFlagsValue, resultValue, file, bufIndexValue, 0, 0)
    o.sqe.nopFlags |= fdFlag
    return this.commit(o)
  }

  /**
   * Runs a command of the driver or the socket behind the file. Its data goes into the last 16
   * bytes of the submission, through {@link Sqe.cmd}, or 80 bytes on rings made with SQE128.
   *
   * Its submission: {@link prep.uringCmd}.
   *
   * @param command Number of the command.
   * @param fd The descriptor.
   * @param options `cmd`: Up to 16 bytes of data for the command. `flags`: Flags of the command.
   * See {@link CallOptions}.
   * @returns What the command answers.
   * @category Control
   * @since Linux 5.19
   */
  uringCmd(
    command: number,
    fd: FdLike,
    options?: FlagOptions & { readonly cmd?: Bytes | undefined },
  ): Promise<number> {
    const commandValue = this.numberOf(command, 'command', 'u32')
    const file = this.fileOf(fd, 'fd')
    const cmdBytes = this.inlineOf(options?.cmd, 'options.cmd')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'number', fd, null, call)
    prep.uringCmd(o.sqe, commandValue, file)
    o.sqe.cmd().set(cmdBytes)
    o.sqe.uringCmdFlags = flags
    return this.commit(o)
  }

  /**
   * Makes a plain descriptor of a direct one, which stays. It is closed on exec unless the flags
   * say otherwise.
   *
   * Its submission: {@link prep.fixedFdInstall}.
   *
   * @param fd The direct descriptor.
   * @param options `flags`: `NO_CLOEXEC`, or 0. See {@link CallOptions}.
   * @returns The new descriptor.
   * @category Control
   * @since Linux 6.8
   */
  fixedFdInstall(fd: FdLike, options?: FlagOptions): Promise<Fd> {
    const file = this.fileOf(fd, 'fd')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.FIXED_FD_INSTALL, 'fd', fd, null, call)
    prep.fixedFdInstall(o.sqe, file, flags)
    return this.commit(o)
  }

  /**
   * Waits until a child changes its state. Follows waitid(2).
   *
   * Its submission: {@link prep.waitid}.
   *
   * @param idType `P_*`: what `id` is.
   * @param id The process, the group or the pidfd; 0 with `P_ALL`.
   * @param states `WEXITED`, `WSTOPPED` and the like.
   * @param options See {@link CallOptions}.
   * @category Processes
   * @since Linux 6.7
   */
  waitid(idType: number, id: number, states: number, options?: CallOptions): Promise<Siginfo> {
    const idTypeValue = this.numberOf(idType, 'idType', 'u32')
    const idValue = this.numberOf(id, 'id', 'u32')
    const result = this.structOf((buffer) => new Siginfo(buffer), Siginfo.SIZE)
    const statesValue = this.numberOf(states, 'states', 'u32')
    const call = this.callOf(options)
    const o = this.begin(Op.WAITID, 'struct', null, result, call)
    prep.waitid(o.sqe, idTypeValue, idValue, result.address, statesValue, 0)
    return this.commit(o)
  }

  /**
   * Waits until another thread wakes a word; EAGAIN unless it holds `value`. Follows futex(2).
   *
   * Its submission: {@link prep.futexWait}.
   *
   * @param futex The 32-bit word, aligned to 4 bytes; shared memory if others are to see it. It
   * belongs to the kernel until the promise settles.
   * @param value What the word must hold.
   * @param options `mask`: Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all.
   * `futexFlags`: `FUTEX2_*`: size of the word, and more. See {@link CallOptions}.
   * @category Processes
   * @since Linux 6.7
   */
  futexWait(
    futex: Bytes,
    value: number,
    options?: CallOptions & {
      readonly mask?: number | undefined
      readonly futexFlags?: number | undefined
    },
  ): Promise<void> {
    const memory = this.memoryOf(futex, 'futex', true)
    const valueValue = this.numberOf(value, 'value', 'u64')
    const maskValue = this.numberOf(options?.mask, 'options.mask', 'u64', FUTEX_BITSET_MATCH_ANY)
    const futexFlagsValue = this.numberOf(
      options?.futexFlags,
      'options.futexFlags',
      'u32',
      FutexFlags.SIZE_U32 | FutexFlags.PRIVATE,
    )
    const call = this.callOf(options)
    const o = this.begin(Op.FUTEX_WAIT, 'void', null, memory, call)
    prep.futexWait(o.sqe, memory.address, valueValue, maskValue, futexFlagsValue, 0)
    return this.commit(o)
  }

  /**
   * Wakes threads that wait for a word. Follows futex(2).
   *
   * Its submission: {@link prep.futexWake}.
   *
   * @param futex The 32-bit word, aligned to 4 bytes; shared memory if others are to see it. It
   * belongs to the kernel until the promise settles.
   * @param value How many to wake at most.
   * @param options `mask`: Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all.
   * `futexFlags`: `FUTEX2_*`: size of the word, and more. See {@link CallOptions}.
   * @returns How many were woken.
   * @category Processes
   * @since Linux 6.7
   */
  futexWake(
    futex: Bytes,
    value: number,
    options?: CallOptions & {
      readonly mask?: number | undefined
      readonly futexFlags?: number | undefined
    },
  ): Promise<number> {
    const memory = this.memoryOf(futex, 'futex', true)
    const valueValue = this.numberOf(value, 'value', 'u64')
    const maskValue = this.numberOf(options?.mask, 'options.mask', 'u64', FUTEX_BITSET_MATCH_ANY)
    const futexFlagsValue = this.numberOf(
      options?.futexFlags,
      'options.futexFlags',
      'u32',
      FutexFlags.SIZE_U32 | FutexFlags.PRIVATE,
    )
    const call = this.callOf(options)
    const o = this.begin(Op.FUTEX_WAKE, 'number', null, memory, call)
    prep.futexWake(o.sqe, memory.address, valueValue, maskValue, futexFlagsValue, 0)
    return this.commit(o)
  }

  /**
   * Makes a pipe. Follows pipe2(2).
   *
   * Its submission: {@link prep.pipe}.
   *
   * @param options `slot`: Put the read end into this slot of the direct table and the write end
   * into the next; -1 lets the kernel choose. `flags`: `O_CLOEXEC`, `O_NONBLOCK`, `O_DIRECT`, or 0.
   * See {@link CallOptions}.
   * @returns Its two ends.
   * @category Files
   * @since Linux 6.16
   */
  pipe(
    options?: FlagOptions & { readonly slot?: number | undefined },
  ): Promise<[read: Fd, write: Fd]> {
    const slot = this.slotOf(options?.slot, 'options.slot')
    const ends = this.endsOf(slot)
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    const o = this.begin(Op.PIPE, 'struct', null, this.pinsWith(ends, slot, 2), call)
    prep.pipe(o.sqe, ends.address, flags)
    o.sqe.fileIndex = slot
    return this.commit(o)
  }

  /**
   * Gives a range of a block device back to it; what it reads afterwards is open. Aligned to its
   * blocks. Follows ioctl(2).
   *
   * Its submission: {@link prep.discard}.
   *
   * @param fd The block device, open for writing.
   * @param position Where the range starts, in bytes.
   * @param length Bytes of the range.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 6.12
   */
  discard(fd: FdLike, position: number, length: number, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const positionValue = this.numberOf(position, 'position', 'u64')
    const lengthValue = this.numberOf(length, 'length', 'u64')
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'void', fd, null, call)
    prep.discard(o.sqe, file, positionValue, lengthValue)
    return this.commit(o)
  }

  /**
   * Empties all zones of a zoned block device. Follows ioctl(2).
   *
   * Its submission: {@link prep.zoneResetAll}.
   *
   * @param fd The zoned block device, open for writing.
   * @param options See {@link CallOptions}.
   * @category Files
   * @since Linux 7.3
   */
  zoneResetAll(fd: FdLike, options?: CallOptions): Promise<void> {
    const file = this.fileOf(fd, 'fd')
    const call = this.callOf(options)
    const o = this.begin(Op.URING_CMD, 'void', fd, null, call)
    prep.zoneResetAll(o.sqe, file)
    return this.commit(o)
  }
}

/**
 * The fields that each opcode takes in `issue` and `multishot`, and what comes back. An overlay for
 * a newer kernel merges its own entries in.
 */
export interface OpTable {
  /** {@link RingOperations.read} */
  [Op.READ]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Memory to fill. */
      readonly buffer: Bytes
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.readMultishot} */
  [Op.READ_MULTISHOT]: {
    /** It cannot be issued: it is multishot only. */
    fields: never
    /** Nothing, ever. */
    result: never
    /** As a stream: {@link RingOperations.readMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** The descriptor. */
        readonly fd: FdLike
        /** The provided buffers to receive into; the ring's own pool when left out. */
        readonly pool?: BufferPool | undefined
      }
      /** One lease a chunk. */
      each: Lease
    }
  }
  /** {@link RingOperations.write} */
  [Op.WRITE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Bytes to send or write. */
      readonly data: Bytes
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
      /** Stream of the device that the data goes to; 0 for none. */
      readonly writeStream?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.readv} */
  [Op.READV]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Memory to fill, in order. */
      readonly buffers: readonly Bytes[]
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.writev} */
  [Op.WRITEV]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Pieces of memory to write, in order. */
      readonly buffers: readonly Bytes[]
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
      /** Stream of the device that the data goes to; 0 for none. */
      readonly writeStream?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.readFixed} */
  [Op.READ_FIXED]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** A lease of a registered pool. */
      readonly buffer: Lease
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.writeFixed} */
  [Op.WRITE_FIXED]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** A lease of a registered pool. */
      readonly data: Lease
      /** Byte offset in the file; -1 uses and moves the position of the file itself. */
      readonly position?: number | undefined
      /** `RWF_*` flags of preadv2(2). */
      readonly flags?: number | undefined
      /** I/O priority: class, hint and level; 0 for that of the process. */
      readonly ioprio?: number | undefined
      /** Stream of the device that the data goes to; 0 for none. */
      readonly writeStream?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.fsync} */
  [Op.FSYNC]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** `DATASYNC` leaves out metadata that no later read needs. */
      readonly flags?: number | undefined
      /** Where the range starts, in bytes. */
      readonly position?: number | undefined
      /** Bytes of the range; 0 reaches to the end. */
      readonly length?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.syncFileRange} */
  [Op.SYNC_FILE_RANGE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Bytes of the range; 0 reaches to the end. */
      readonly length: number
      /** Where the range starts, in bytes. */
      readonly position?: number | undefined
      /** `SYNC_FILE_RANGE_*` flags. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.fallocate} */
  [Op.FALLOCATE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** `FALLOC_FL_*`; 0 allocates and grows the file. */
      readonly mode: number
      /** Where the range starts, in bytes. */
      readonly position: number
      /** Bytes of the range. */
      readonly length: number
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.ftruncate} */
  [Op.FTRUNCATE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** The new size in bytes. */
      readonly length: number
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.fadvise} */
  [Op.FADVISE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Where the range starts, in bytes. */
      readonly position: number
      /** Bytes of the range; 0 reaches to the end. */
      readonly length: number
      /** One of `POSIX_FADV_*`. */
      readonly advice: number
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.madvise} */
  [Op.MADVISE]: {
    /** What it takes. */
    fields: {
      /** The memory, aligned to a page. */
      readonly area: Bytes
      /** One of `MADV_*`. */
      readonly advice: number
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.splice} */
  [Op.SPLICE]: {
    /** What it takes. */
    fields: {
      /** The descriptor to take bytes from. */
      readonly source: FdLike
      /** Where to read; -1 for a pipe or the position of the file. */
      readonly sourcePosition: number
      /** The descriptor to give bytes to. */
      readonly target: FdLike
      /** Where to write; -1 for a pipe or the position of the file. */
      readonly targetPosition: number
      /** Bytes to move at most. */
      readonly length: number
      /** `SPLICE_F_*` flags. */
      readonly flags?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.tee} */
  [Op.TEE]: {
    /** What it takes. */
    fields: {
      /** The pipe to copy from. */
      readonly source: FdLike
      /** The pipe to copy to. */
      readonly target: FdLike
      /** Bytes to copy at most. */
      readonly length: number
      /** `SPLICE_F_*` flags. */
      readonly flags?: number | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.openat} */
  [Op.OPENAT]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The path, relative to `at` unless it is absolute. */
      readonly path: PathLike
      /** `O_*`; `O_CLOEXEC` is refused for a direct descriptor. */
      readonly flags: number
      /** Permission bits of a file that is created, less the umask. */
      readonly mode?: number | undefined
      /**
       * Put the new descriptor into this slot of the direct table, a number or what `ring.slot()`
       * gave; -1 lets the kernel choose one.
       */
      readonly slot?: number | Fd | undefined
    }
    /** The new descriptor. */
    result: Fd
  }
  /** {@link RingOperations.openat2} */
  [Op.OPENAT2]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The path, relative to `at` unless it is absolute. */
      readonly path: PathLike
      /** The bytes of an {@link OpenHow}. */
      readonly how: Bytes
      /**
       * Put the new descriptor into this slot of the direct table, a number or what `ring.slot()`
       * gave; -1 lets the kernel choose one.
       */
      readonly slot?: number | Fd | undefined
    }
    /** The new descriptor. */
    result: Fd
  }
  /** {@link RingOperations.closeFd} */
  [Op.CLOSE]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.statx} */
  [Op.STATX]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The path, relative to `at` unless it is absolute. */
      readonly path: PathLike
      /** `AT_*` flags. */
      readonly flags?: number | undefined
      /** Which fields are wanted; the basic ones when left out. */
      readonly mask?: number | undefined
    }
    /** The answer. */
    result: Statx
  }
  /** {@link RingOperations.renameat} */
  [Op.RENAMEAT]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The present path. */
      readonly oldPath: PathLike
      /** Directory that the new path starts from; the working directory when left out. */
      readonly newAt?: FdLike | undefined
      /** The new path. */
      readonly newPath: PathLike
      /** `RENAME_*` flags. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.unlinkat} */
  [Op.UNLINKAT]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The path, relative to `at` unless it is absolute. */
      readonly path: PathLike
      /** `AT_REMOVEDIR`, or 0. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.mkdirat} */
  [Op.MKDIRAT]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The path, relative to `at` unless it is absolute. */
      readonly path: PathLike
      /** Permission bits, less the umask. */
      readonly mode?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.symlinkat} */
  [Op.SYMLINKAT]: {
    /** What it takes. */
    fields: {
      /** What the link says. */
      readonly target: PathLike
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** Where the link stands. */
      readonly linkPath: PathLike
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.linkat} */
  [Op.LINKAT]: {
    /** What it takes. */
    fields: {
      /** Directory that a relative path starts from; the working directory when left out. */
      readonly at?: FdLike | undefined
      /** The present path. */
      readonly oldPath: PathLike
      /** Directory that the new path starts from; the working directory when left out. */
      readonly newAt?: FdLike | undefined
      /** The new path. */
      readonly newPath: PathLike
      /** `AT_SYMLINK_FOLLOW`, `AT_EMPTY_PATH`, or 0. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.fsetxattr} */
  [Op.FSETXATTR]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Name of the attribute, `user.` and the like included. */
      readonly name: string | Buffer
      /** The value. */
      readonly value: Bytes
      /** `XATTR_CREATE` or `XATTR_REPLACE`. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.setxattr} */
  [Op.SETXATTR]: {
    /** What it takes. */
    fields: {
      /** Name of the attribute, `user.` and the like included. */
      readonly name: string | Buffer
      /** The value. */
      readonly value: Bytes
      /** The path of the file. */
      readonly path: PathLike
      /** `XATTR_CREATE` or `XATTR_REPLACE`. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.fgetxattr} */
  [Op.FGETXATTR]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** Name of the attribute, `user.` and the like included. */
      readonly name: string | Buffer
      /** Memory for the value; of length 0 it asks for the size. */
      readonly value: Bytes
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.getxattr} */
  [Op.GETXATTR]: {
    /** What it takes. */
    fields: {
      /** Name of the attribute, `user.` and the like included. */
      readonly name: string | Buffer
      /** Memory for the value; of length 0 it asks for the size. */
      readonly value: Bytes
      /** The path of the file. */
      readonly path: PathLike
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.socket} */
  [Op.SOCKET]: {
    /** What it takes. */
    fields: {
      /** `AF_*`. */
      readonly domain: number
      /** `SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`. */
      readonly type: number
      /** `IPPROTO_*`; 0 chooses by domain and type. */
      readonly protocol?: number | undefined
      /**
       * Put the new descriptor into this slot of the direct table, a number or what `ring.slot()`
       * gave; -1 lets the kernel choose one.
       */
      readonly slot?: number | Fd | undefined
    }
    /** The new descriptor. */
    result: Fd
  }
  /** {@link RingOperations.bind} */
  [Op.BIND]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** The address. */
      readonly address: SocketAddress
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.listen} */
  [Op.LISTEN]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Connections that may wait to be accepted. */
      readonly backlog?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.connect} */
  [Op.CONNECT]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Where to connect to. */
      readonly address: SocketAddress
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.accept} */
  [Op.ACCEPT]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. */
      readonly flags?: number | undefined
      /**
       * Put the new descriptor into this slot of the direct table, a number or what `ring.slot()`
       * gave; -1 lets the kernel choose one.
       */
      readonly slot?: number | Fd | undefined
      /** Waits for a connection before it tries. */
      readonly pollFirst?: boolean | undefined
      /** Fails with EAGAIN instead of waiting. */
      readonly dontWait?: boolean | undefined
    }
    /** The new descriptor. */
    result: Fd
    /** As a stream: {@link RingOperations.acceptMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** The socket. */
        readonly fd: FdLike
        /** `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. */
        readonly flags?: number | undefined
        /** Put the sockets into the direct table, at slots that the kernel chooses. */
        readonly direct?: boolean | undefined
        /** Waits for a connection before it tries. */
        readonly pollFirst?: boolean | undefined
      }
      /** One descriptor a connection. */
      each: Fd
    }
  }
  /** {@link RingOperations.shutdown} */
  [Op.SHUTDOWN]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`. */
      readonly how: number
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.send} */
  [Op.SEND]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Bytes to send or write. */
      readonly data: Bytes
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.sendZc} */
  [Op.SEND_ZC]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Bytes to send or write. */
      readonly data: Bytes
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Where it goes; a connected socket needs none. */
      readonly to?: SocketAddress | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.sendmsg} */
  [Op.SENDMSG]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Pieces of memory to send as one message, in order. */
      readonly buffers: readonly Bytes[]
      /** Where it goes; a connected socket needs none. */
      readonly to?: SocketAddress | undefined
      /** Control messages to send, as they lie in memory. */
      readonly control?: Bytes | undefined
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.sendmsgZc} */
  [Op.SENDMSG_ZC]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Pieces of memory to send as one message, in order. */
      readonly buffers: readonly Bytes[]
      /** Where it goes; a connected socket needs none. */
      readonly to?: SocketAddress | undefined
      /** Control messages to send, as they lie in memory. */
      readonly control?: Bytes | undefined
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.recv} */
  [Op.RECV]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Memory to fill. */
      readonly buffer: Bytes
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** How many bytes. */
    result: number
    /** As a stream: {@link RingOperations.recvMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** The socket. */
        readonly fd: FdLike
        /** The provided buffers to receive into; the ring's own pool when left out. */
        readonly pool?: BufferPool | undefined
        /** `MSG_*` flags. */
        readonly flags?: number | undefined
        /** Bytes of one lease at most (Linux 6.17); 0 fills the buffer. */
        readonly length?: number | undefined
        /** Waits until the socket is ready before the first attempt. */
        readonly pollFirst?: boolean | undefined
      }
      /** One lease a chunk. */
      each: Lease
    }
  }
  /** {@link RingOperations.recvmsg} */
  [Op.RECVMSG]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** Memory for the message, filled in order. */
      readonly buffers: readonly Bytes[]
      /** Room for control messages that come along. */
      readonly control?: Bytes | undefined
      /** `MSG_*` flags. */
      readonly flags?: number | undefined
      /** Waits until the socket is ready before the first attempt. */
      readonly pollFirst?: boolean | undefined
    }
    /** The message. */
    result: Message
    /** As a stream: {@link RingOperations.recvmsgMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** The socket. */
        readonly fd: FdLike
        /** `MSG_*` flags. */
        readonly flags?: number | undefined
        /** The provided buffers to receive into; the ring's own pool when left out. */
        readonly pool?: BufferPool | undefined
      }
      /** One lease a chunk. */
      each: Lease
    }
  }
  /** {@link RingOperations.getsockopt} */
  [Op.URING_CMD]: {
    /** What it takes. */
    fields: {
      /** The socket. */
      readonly fd: FdLike
      /** `SOL_SOCKET` or a protocol number. */
      readonly level: number
      /** The option: `SO_*`, `TCP_*` … */
      readonly name: number
      /** Memory for the value. */
      readonly value: Bytes
    }
    /** How many bytes. */
    result: number
  }
  /** {@link RingOperations.timeout} */
  [Op.TIMEOUT]: {
    /** What it takes. */
    fields: {
      /** Milliseconds; with `ABS`, since the epoch of the clock. */
      readonly timeout: number
      /** Completions that end it early; 0 for none. */
      readonly count?: number | undefined
      /** The clock, absolute or relative, and more. */
      readonly flags?: number | undefined
    }
    /** Nothing. */
    result: void
    /** As a stream: {@link RingOperations.timeoutMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** Milliseconds; with `ABS`, since the epoch of the clock. */
        readonly timeout: number
        /** How often; 0 without end. */
        readonly count?: number | undefined
        /** The clock, absolute or relative, and more. */
        readonly flags?: number | undefined
      }
      /** Nothing. */
      each: number
    }
  }
  /** {@link RingOperations.pollAdd} */
  [Op.POLL_ADD]: {
    /** What it takes. */
    fields: {
      /** The descriptor. */
      readonly fd: FdLike
      /** `POLL*` bits to wait for. */
      readonly events: number
    }
    /** The `POLL*` bits that are set. */
    result: number
    /** As a stream: {@link RingOperations.pollAddMultishot}. */
    multishot: {
      /** What it takes. */
      fields: {
        /** The descriptor. */
        readonly fd: FdLike
        /** `POLL*` bits to wait for. */
        readonly events: number
      }
      /** The `POLL*` bits that are set. */
      each: number
    }
  }
  /** {@link RingOperations.nop} */
  [Op.NOP]: {
    /** What it takes. */
    fields: object
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.fixedFdInstall} */
  [Op.FIXED_FD_INSTALL]: {
    /** What it takes. */
    fields: {
      /** The direct descriptor. */
      readonly fd: FdLike
      /** `NO_CLOEXEC`, or 0. */
      readonly flags?: number | undefined
    }
    /** The new descriptor. */
    result: Fd
  }
  /** {@link RingOperations.waitid} */
  [Op.WAITID]: {
    /** What it takes. */
    fields: {
      /** `P_*`: what `id` is. */
      readonly idType: number
      /** The process, the group or the pidfd; 0 with `P_ALL`. */
      readonly id: number
      /** `WEXITED`, `WSTOPPED` and the like. */
      readonly states: number
    }
    /** The answer. */
    result: Siginfo
  }
  /** {@link RingOperations.futexWait} */
  [Op.FUTEX_WAIT]: {
    /** What it takes. */
    fields: {
      /** The 32-bit word, aligned to 4 bytes; shared memory if others are to see it. */
      readonly futex: Bytes
      /** What the word must hold. */
      readonly value: number
      /** Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all. */
      readonly mask?: number | undefined
      /** `FUTEX2_*`: size of the word, and more. */
      readonly futexFlags?: number | undefined
    }
    /** Nothing. */
    result: void
  }
  /** {@link RingOperations.futexWake} */
  [Op.FUTEX_WAKE]: {
    /** What it takes. */
    fields: {
      /** The 32-bit word, aligned to 4 bytes; shared memory if others are to see it. */
      readonly futex: Bytes
      /** How many to wake at most. */
      readonly value: number
      /** Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all. */
      readonly mask?: number | undefined
      /** `FUTEX2_*`: size of the word, and more. */
      readonly futexFlags?: number | undefined
    }
    /** How many were woken. */
    result: number
  }
  /** {@link RingOperations.pipe} */
  [Op.PIPE]: {
    /** What it takes. */
    fields: {
      /**
       * Put the read end into this slot of the direct table and the write end into the next; -1
       * lets the kernel choose.
       */
      readonly slot?: number | undefined
      /** `O_CLOEXEC`, `O_NONBLOCK`, `O_DIRECT`, or 0. */
      readonly flags?: number | undefined
    }
    /** Its two ends. */
    result: [read: Fd, write: Fd]
  }
}

/** Fields that have passed the types of `issue`; the methods check them again. */
export type FieldBag = Readonly<Record<string, never>>

/** How `issue` reaches the method of an opcode. */
export const issuers: Readonly<
  Record<number, (ring: RingOperations, f: FieldBag) => Promise<unknown>>
> = {
  [Op.READ]: (ring, f) => ring.read(f['fd'], f['buffer'], f['position'], f),
  [Op.WRITE]: (ring, f) => ring.write(f['fd'], f['data'], f['position'], f),
  [Op.READV]: (ring, f) => ring.readv(f['fd'], f['buffers'], f['position'], f),
  [Op.WRITEV]: (ring, f) => ring.writev(f['fd'], f['buffers'], f['position'], f),
  [Op.READ_FIXED]: (ring, f) => ring.readFixed(f['fd'], f['buffer'], f['position'], f),
  [Op.WRITE_FIXED]: (ring, f) => ring.writeFixed(f['fd'], f['data'], f['position'], f),
  [Op.FSYNC]: (ring, f) => ring.fsync(f['fd'], f),
  [Op.SYNC_FILE_RANGE]: (ring, f) => ring.syncFileRange(f['fd'], f['length'], f['position'], f),
  [Op.FALLOCATE]: (ring, f) => ring.fallocate(f['fd'], f['mode'], f['position'], f['length'], f),
  [Op.FTRUNCATE]: (ring, f) => ring.ftruncate(f['fd'], f['length'], f),
  [Op.FADVISE]: (ring, f) => ring.fadvise(f['fd'], f['position'], f['length'], f['advice'], f),
  [Op.MADVISE]: (ring, f) => ring.madvise(f['area'], f['advice'], f),
  [Op.SPLICE]: (ring, f) =>
    ring.splice(f['source'], f['sourcePosition'], f['target'], f['targetPosition'], f['length'], f),
  [Op.TEE]: (ring, f) => ring.tee(f['source'], f['target'], f['length'], f),
  [Op.OPENAT]: (ring, f) => ring.openat(f['path'], f['flags'], f['mode'], f),
  [Op.OPENAT2]: (ring, f) => ring.openat2(f['path'], f['how'], f),
  [Op.CLOSE]: (ring, f) => ring.closeFd(f['fd'], f),
  [Op.STATX]: (ring, f) => ring.statx(f['path'], f),
  [Op.RENAMEAT]: (ring, f) => ring.renameat(f['oldPath'], f['newPath'], f),
  [Op.UNLINKAT]: (ring, f) => ring.unlinkat(f['path'], f),
  [Op.MKDIRAT]: (ring, f) => ring.mkdirat(f['path'], f['mode'], f),
  [Op.SYMLINKAT]: (ring, f) => ring.symlinkat(f['target'], f['linkPath'], f),
  [Op.LINKAT]: (ring, f) => ring.linkat(f['oldPath'], f['newPath'], f),
  [Op.FSETXATTR]: (ring, f) => ring.fsetxattr(f['fd'], f['name'], f['value'], f),
  [Op.SETXATTR]: (ring, f) => ring.setxattr(f['name'], f['value'], f['path'], f),
  [Op.FGETXATTR]: (ring, f) => ring.fgetxattr(f['fd'], f['name'], f['value'], f),
  [Op.GETXATTR]: (ring, f) => ring.getxattr(f['name'], f['value'], f['path'], f),
  [Op.SOCKET]: (ring, f) => ring.socket(f['domain'], f['type'], f['protocol'], f),
  [Op.BIND]: (ring, f) => ring.bind(f['fd'], f['address'], f),
  [Op.LISTEN]: (ring, f) => ring.listen(f['fd'], f['backlog'], f),
  [Op.CONNECT]: (ring, f) => ring.connect(f['fd'], f['address'], f),
  [Op.ACCEPT]: (ring, f) => ring.accept(f['fd'], f),
  [Op.SHUTDOWN]: (ring, f) => ring.shutdown(f['fd'], f['how'], f),
  [Op.SEND]: (ring, f) => ring.send(f['fd'], f['data'], f),
  [Op.SEND_ZC]: (ring, f) => ring.sendZc(f['fd'], f['data'], f),
  [Op.SENDMSG]: (ring, f) => ring.sendmsg(f['fd'], f['buffers'], f),
  [Op.SENDMSG_ZC]: (ring, f) => ring.sendmsgZc(f['fd'], f['buffers'], f),
  [Op.RECV]: (ring, f) => ring.recv(f['fd'], f['buffer'], f),
  [Op.RECVMSG]: (ring, f) => ring.recvmsg(f['fd'], f['buffers'], f),
  [Op.URING_CMD]: (ring, f) => ring.getsockopt(f['fd'], f['level'], f['name'], f['value'], f),
  [Op.TIMEOUT]: (ring, f) => ring.timeout(f['timeout'], f),
  [Op.POLL_ADD]: (ring, f) => ring.pollAdd(f['fd'], f['events'], f),
  [Op.NOP]: (ring, f) => ring.nop(f),
  [Op.FIXED_FD_INSTALL]: (ring, f) => ring.fixedFdInstall(f['fd'], f),
  [Op.WAITID]: (ring, f) => ring.waitid(f['idType'], f['id'], f['states'], f),
  [Op.FUTEX_WAIT]: (ring, f) => ring.futexWait(f['futex'], f['value'], f),
  [Op.FUTEX_WAKE]: (ring, f) => ring.futexWake(f['futex'], f['value'], f),
  [Op.PIPE]: (ring, f) => ring.pipe(f),
}

/** How `multishot` reaches the method of an opcode. */
export const streamers: Readonly<
  Record<number, (ring: RingOperations, f: FieldBag) => Multishot<unknown>>
> = {
  [Op.READ_MULTISHOT]: (ring, f) => ring.readMultishot(f['fd'], f),
  [Op.ACCEPT]: (ring, f) => ring.acceptMultishot(f['fd'], f),
  [Op.RECV]: (ring, f) => ring.recvMultishot(f['fd'], f),
  [Op.RECVMSG]: (ring, f) => ring.recvmsgMultishot(f['fd'], f),
  [Op.TIMEOUT]: (ring, f) => ring.timeoutMultishot(f['timeout'], f),
  [Op.POLL_ADD]: (ring, f) => ring.pollAddMultishot(f['fd'], f['events'], f),
}

/** The fields that `issue` takes beside the options of every call. */
export const issueFields: Readonly<Record<number, readonly string[]>> = {
  [Op.READ]: ['fd', 'buffer', 'position', 'flags', 'ioprio'],
  [Op.WRITE]: ['fd', 'data', 'position', 'flags', 'ioprio', 'writeStream'],
  [Op.READV]: ['fd', 'buffers', 'position', 'flags', 'ioprio'],
  [Op.WRITEV]: ['fd', 'buffers', 'position', 'flags', 'ioprio', 'writeStream'],
  [Op.READ_FIXED]: ['fd', 'buffer', 'position', 'flags', 'ioprio'],
  [Op.WRITE_FIXED]: ['fd', 'data', 'position', 'flags', 'ioprio', 'writeStream'],
  [Op.FSYNC]: ['fd', 'flags', 'position', 'length'],
  [Op.SYNC_FILE_RANGE]: ['fd', 'length', 'position', 'flags'],
  [Op.FALLOCATE]: ['fd', 'mode', 'position', 'length'],
  [Op.FTRUNCATE]: ['fd', 'length'],
  [Op.FADVISE]: ['fd', 'position', 'length', 'advice'],
  [Op.MADVISE]: ['area', 'advice'],
  [Op.SPLICE]: ['source', 'sourcePosition', 'target', 'targetPosition', 'length', 'flags'],
  [Op.TEE]: ['source', 'target', 'length', 'flags'],
  [Op.OPENAT]: ['at', 'path', 'flags', 'mode', 'slot'],
  [Op.OPENAT2]: ['at', 'path', 'how', 'slot'],
  [Op.CLOSE]: ['fd'],
  [Op.STATX]: ['at', 'path', 'flags', 'mask'],
  [Op.RENAMEAT]: ['at', 'oldPath', 'newAt', 'newPath', 'flags'],
  [Op.UNLINKAT]: ['at', 'path', 'flags'],
  [Op.MKDIRAT]: ['at', 'path', 'mode'],
  [Op.SYMLINKAT]: ['target', 'at', 'linkPath'],
  [Op.LINKAT]: ['at', 'oldPath', 'newAt', 'newPath', 'flags'],
  [Op.FSETXATTR]: ['fd', 'name', 'value', 'flags'],
  [Op.SETXATTR]: ['name', 'value', 'path', 'flags'],
  [Op.FGETXATTR]: ['fd', 'name', 'value'],
  [Op.GETXATTR]: ['name', 'value', 'path'],
  [Op.SOCKET]: ['domain', 'type', 'protocol', 'slot'],
  [Op.BIND]: ['fd', 'address'],
  [Op.LISTEN]: ['fd', 'backlog'],
  [Op.CONNECT]: ['fd', 'address'],
  [Op.ACCEPT]: ['fd', 'flags', 'slot', 'pollFirst', 'dontWait'],
  [Op.SHUTDOWN]: ['fd', 'how'],
  [Op.SEND]: ['fd', 'data', 'flags', 'pollFirst'],
  [Op.SEND_ZC]: ['fd', 'data', 'flags', 'to', 'pollFirst'],
  [Op.SENDMSG]: ['fd', 'buffers', 'to', 'control', 'flags', 'pollFirst'],
  [Op.SENDMSG_ZC]: ['fd', 'buffers', 'to', 'control', 'flags', 'pollFirst'],
  [Op.RECV]: ['fd', 'buffer', 'flags', 'pollFirst'],
  [Op.RECVMSG]: ['fd', 'buffers', 'control', 'flags', 'pollFirst'],
  [Op.URING_CMD]: ['fd', 'level', 'name', 'value'],
  [Op.TIMEOUT]: ['timeout', 'count', 'flags'],
  [Op.POLL_ADD]: ['fd', 'events'],
  [Op.NOP]: [],
  [Op.FIXED_FD_INSTALL]: ['fd', 'flags'],
  [Op.WAITID]: ['idType', 'id', 'states'],
  [Op.FUTEX_WAIT]: ['futex', 'value', 'mask', 'futexFlags'],
  [Op.FUTEX_WAKE]: ['futex', 'value', 'mask', 'futexFlags'],
  [Op.PIPE]: ['slot', 'flags'],
}

/** The fields that `multishot` takes beside the options of every call. */
export const multishotFields: Readonly<Record<number, readonly string[]>> = {
  [Op.READ_MULTISHOT]: ['fd', 'pool'],
  [Op.ACCEPT]: ['fd', 'flags', 'direct', 'pollFirst'],
  [Op.RECV]: ['fd', 'pool', 'flags', 'length', 'pollFirst'],
  [Op.RECVMSG]: ['fd', 'flags', 'pool'],
  [Op.TIMEOUT]: ['timeout', 'count', 'flags'],
  [Op.POLL_ADD]: ['fd', 'events'],
}

/** Errnos that are answers and not failures, by opcode. */
export const outcomes: Readonly<
  Record<number, Readonly<Record<number, 'ok' | 'false' | 'again'>>>
> = {
  [Op.TIMEOUT]: { [Errno.ETIME]: 'ok' },
  [Op.TIMEOUT_REMOVE]: { [Errno.ENOENT]: 'false' },
  [Op.POLL_REMOVE]: { [Errno.ENOENT]: 'false' },
  [Op.ASYNC_CANCEL]: { [Errno.ENOENT]: 'false' },
}
