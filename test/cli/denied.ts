/** Loaded before the command: from then on io_uring_setup(2) answers with URING_TEST_ERRNO. */
import { defaultKernel } from '../../src/kernel/default.ts'
import { deny } from '../raw/fixtures/deny.ts'

deny(defaultKernel(), Number(process.env['URING_TEST_ERRNO']))
