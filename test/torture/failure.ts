/** Something that must hold did not. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** A scene cannot go on because its ring closes: no failure. */
export class Over extends Error {
  override readonly name = 'Over'
}
