/** Imports the package as a user does, tries to make rings, and says as JSON how each try went. */
import { Ring, support, UringError } from 'uring-sdk'
import { RawRing } from 'uring-sdk/raw'

function refusalOf(make: () => unknown): unknown {
  try {
    make()
    return null
  } catch (error) {
    if (!(error instanceof UringError)) throw error
    const { code, reason, remedy, message } = error
    return { code, reason, remedy, message }
  }
}

const answer = support()
console.log(
  JSON.stringify({
    support: answer.ok ? null : { code: answer.error.code, reason: answer.error.reason },
    ring: refusalOf(() => new Ring()),
    raw: refusalOf(() => new RawRing({ entries: 4 })),
    koffi: refusalOf(() => new Ring({ backend: 'koffi' })),
  }),
)
