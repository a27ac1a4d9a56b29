// `npm run headers`: gets the kernels' headers and writes down what they say, headers/abi/*.json.
// Both halves are one command each of codegen; what follows `--` goes to both.
import { fail, run, say } from './tools.mjs'

const words = process.argv.slice(2)
const codegen = (command, sentence) =>
  run(process.execPath, ['--import', 'tsx', 'codegen/main.ts', command, ...words], sentence)

try {
  say('getting the kernel headers')
  codegen('acquire', 'the headers were not had: the reason stands above')
  say('writing headers/abi')
  codegen('snapshot', 'the snapshots were not written: the reason stands above')
} catch (error) {
  fail(error)
}
