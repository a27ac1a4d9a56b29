/**
 * Stands in for `vitest` inside the virtual machine: the very packages that vitest is made of
 * collect the tests and compare values, so that no test means less there; what is missing is vite,
 * which would have to be started, slowly, for each file.
 *
 * A name that is not here is a SyntaxError in the test file that imports it, and never a test less.
 */
import {
  addCustomEqualityTesters,
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  ChaiStyleAssertions,
  customMatchers,
  type ExpectStatic,
  getState,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  type MatcherState,
  setState,
} from '@vitest/expect'
import { getCurrentTest } from '@vitest/runner'
import { fn, spyOn } from '@vitest/spy'

export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  onTestFailed,
  onTestFinished,
  suite,
  test,
} from '@vitest/runner'

/** What tests use of it; timers that are not real have no place on a real kernel. */
export const vi = { fn, spyOn }

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers]) {
  chai.use(plugin)
}

type Globals = Readonly<Record<symbol, object>>

/** As vitest makes it, without snapshots and polls. */
function createExpect(): ExpectStatic {
  const make = (value: unknown, message?: string): unknown => {
    setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect)
    const assertion = chai.expect(value, message) as Chai.Assertion & {
      withTest(test: unknown): unknown
    }
    const test = getCurrentTest()
    return test === undefined ? assertion : assertion.withTest(test)
  }
  const matchers = (globalThis as unknown as Globals)[ASYMMETRIC_MATCHERS_OBJECT]
  const expect = Object.assign(make, chai.expect, matchers) as unknown as ExpectStatic
  setState(FRESH, expect)
  return Object.assign(expect, {
    getState: () => getState(expect),
    setState: (state: Partial<MatcherState>) => setState(state, expect),
    assert: chai.assert,
    addEqualityTesters: addCustomEqualityTesters,
    unreachable: (message = '') => chai.assert.fail(`expected not to be reached: ${message}`),
    assertions: (count: number) => setState({ expectedAssertionsNumber: count }, expect),
    hasAssertions: () => setState({ isExpectingAssertions: true }, expect),
  })
}

const FRESH: Partial<MatcherState> = {
  assertionCalls: 0,
  isExpectingAssertions: false,
  expectedAssertionsNumber: null,
}

export const expect = createExpect()
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true })
;(chai.expect as unknown as { extend(on: unknown, matchers: unknown): void }).extend(
  expect,
  customMatchers,
)

/** Before a test: nothing has been counted. */
export function forgetAssertions(name: string): void {
  setState({ ...FRESH, currentTestName: name }, expect)
}

/** After a test: it has kept what it promised about the number of its assertions. */
export function checkAssertions(): void {
  const { assertionCalls, expectedAssertionsNumber, isExpectingAssertions } = getState(expect)
  if (expectedAssertionsNumber !== null && expectedAssertionsNumber !== assertionCalls) {
    throw new Error(`${expectedAssertionsNumber} assertions expected, ${assertionCalls} made`)
  }
  if (isExpectingAssertions && assertionCalls === 0) throw new Error('no assertion was made')
}
