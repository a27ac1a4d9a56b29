/** Small headers of our own for the tests, written to a directory of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readHeaders } from '../../codegen/reading.ts'
import type { Reading } from '../../codegen/reading.ts'
import type { Selection } from '../../codegen/facts.ts'
import type { AbiModel, Constant, Layout } from '../../codegen/model.ts'
import { pick } from './referee.ts'

export const STRICT: readonly Selection[] = [{ header: 'linux/io_uring.h', whole: true }]

/** A directory that is gone when the test is over. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'uring-codegen-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Writes headers by their names; gives the include directory. */
export function writeHeaders(headers: Readonly<Record<string, string>>): string {
  const root = scratch()
  for (const [name, text] of Object.entries(headers)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

/** Reads one header as if it were io_uring.h, with nothing beside it. */
export function readText(text: string, wanted = STRICT): Promise<Reading> {
  const root = writeHeaders({ 'linux/io_uring.h': text })
  return readHeaders({ x64: [root], arm64: [root] }, 'test', wanted)
}

/** A constant of a model, as `value:bits:sign`. */
export function constant(model: AbiModel, name: string, architecture: 'x64' | 'arm64' = 'x64') {
  const found = model.constants.find((one) => one.name === name)
  if (found === undefined) return undefined
  const { value, bits, signed } = pick<Constant>(found.constant, architecture)
  return `${BigInt(value)}:${signed ? 'i' : 'u'}${bits}`
}

export function layout(model: AbiModel, name: string, architecture: 'x64' | 'arm64' = 'x64') {
  const found = model.structs.find((one) => one.name === name)
  return found === undefined ? undefined : pick<Layout>(found.layout, architecture)
}

/** A small header in the kernel's manner, for tests that damage or extend it. */
export const SMALL = `/* A header of the tests' own. */
#ifndef LINUX_IO_URING_H
#define LINUX_IO_URING_H

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct io_uring_sqe {
	__u8	opcode;
	__u8	flags;
	__s32	fd;
	union {
		__u64	off;
		struct {
			__u32	cmd_op;
			__u32	__pad1;
		};
	};
};

enum io_uring_op {
	IORING_OP_NOP,
	IORING_OP_READ,
	IORING_OP_WRITE,

	/* this goes last */
	IORING_OP_LAST,
};

/* How to set up */
#define IORING_SETUP_IOPOLL	(1U << 0)	/* polled */
#define IORING_SETUP_SQPOLL	(1U << 1)

#ifdef __cplusplus
}
#endif

#endif
`
