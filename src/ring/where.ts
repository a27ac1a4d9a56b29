/**
 * Where in the user's program an operation was started, for rings in debug mode. A stack trace for
 * each operation is dear, so nothing of this runs unless it is asked for.
 */
import { fileURLToPath } from 'node:url'
import type { Operation } from './operation.ts'

/** Frames that are looked at: ours come first, and the user's must not be cut off behind them. */
const FRAMES = 40

/** What is before src/ in the path of this file: of the source, or of the bundle in dist/src. */
const HERE = /(?:file:\/\/)?\/[^\n(]*\/(?=src\/(?:ring\/where\.|[\w-]+\.js))/

/**
 * Where this package lies, as stack traces write it: also with `--enable-source-maps`, which has
 * places of its own.
 */
const OURS = [import.meta.url, fileURLToPath(import.meta.url), new Error().stack ?? '']
  .map((text) => HERE.exec(text)?.[0] ?? '')
  .filter((base) => base !== '')
  .flatMap((base) => [`${base}src/`, `${base}generated/`])

/** A stack trace. It becomes text when somebody wants to read it. */
interface Place {
  readonly stack?: string
  /** Of the operation, whose object is used again. */
  readonly generation: number
}

/** By operation; by its listener, if it is a part of something longer. */
const places = new WeakMap<object, Place>()

/**
 * Remembers who calls, for an operation that is being started. A stream is started once, however
 * often it is armed.
 */
export function keepPlace(o: Operation): void {
  if (o.listener?.lasting === true) keepPlaceOf(o.listener)
  else places.set(o, capture(o.generation))
}

/** The same for what starts its operations later. */
export function keepPlaceOf(owner: object): void {
  if (!places.has(owner)) places.set(owner, capture(0))
}

/** What goes on where an operation has stopped was started where that was. */
export function passPlace(o: Operation, owner: object): void {
  const place = places.get(o)
  if (place?.generation === o.generation) places.set(owner, place)
}

function capture(generation: number): Place {
  const place = { generation }
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  Error.captureStackTrace(place, capture)
  Error.stackTraceLimit = limit
  return place
}

/** The user's frames, the innermost first: `main (file:///app.ts:3:7)`. */
function framesOf(o: Operation): readonly string[] {
  if (o.listener?.lasting === true) return framesIn(places.get(o.listener))
  const place = places.get(o)
  return place?.generation === o.generation ? framesIn(place) : []
}

function framesIn(place: Place | undefined): readonly string[] {
  const stack = place?.stack
  // A program may have replaced the way in which traces become text.
  const lines = typeof stack === 'string' ? stack.split('\n') : []
  return lines
    .map((line) => /^\s+at (.*)$/.exec(line)?.[1] ?? '')
    .filter((frame) => frame !== '' && !/\bnode:internal\b/.test(frame))
    .filter((frame) => !OURS.some((ours) => frame.includes(ours)))
}

/** The line of the program that has started an operation; `undefined` when nobody has kept it. */
export function whereOf(o: Operation): string | undefined {
  return framesOf(o)[0]
}

/**
 * The same error. Its stack leads to where the operation was started, if that was kept: of its own
 * it has only frames of this package, which tell nothing.
 */
export function startedAt<E extends Error>(o: Operation, error: E): E {
  return withFrames(framesOf(o), error)
}

/** The same for an error of a stream that no operation of it has. */
export function startedBy<E extends Error>(owner: object, error: E): E {
  return withFrames(framesIn(places.get(owner)), error)
}

function withFrames<E extends Error>(frames: readonly string[], error: E): E {
  if (frames.length === 0) return error
  const lines = frames.map((frame) => `    at ${frame}`)
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n')
  return error
}
