import { timesProblem } from '../../src/engines/believable-times';
import type { SessionAnswer } from '../../src/engines/engine-session';

const HAD = { sinceAskedNanoseconds: 5e9, sinceStartedNanoseconds: 9e9 };

const ready = (importNanoseconds: number, initialiseNanoseconds: number) =>
  ({ kind: 'ready', message: { importNanoseconds, initialiseNanoseconds } }) as SessionAnswer;
const prepared = (buildNanoseconds: number, compileNanoseconds: number, firstResultNanoseconds: number) =>
  ({ kind: 'prepared', prepared: { buildNanoseconds, compileNanoseconds, firstResultNanoseconds } }) as SessionAnswer;
const blocks = (...spans: [start: number, elapsed: number][]) =>
  ({
    kind: 'blocks',
    blocks: spans.map(([startNanoseconds, elapsedNanoseconds]) => ({ startNanoseconds, elapsedNanoseconds })),
  }) as SessionAnswer;
const served = (elapsedNanoseconds: number) =>
  ({ kind: 'served', message: { block: { startNanoseconds: 1e15, elapsedNanoseconds } } }) as SessionAnswer;

it.each<[string, SessionAnswer, boolean]>([
  ['an import as long as the process is old', ready(8e9, 1e9), true],
  ['an import that began before the process', ready(8e9, 1.1e9), false],
  ['phases as long as the question', prepared(1e9, 3e9, 1e9), true],
  ['phases longer than the question', prepared(1e9, 3e9, 1.1e9), false],
  ['blocks that fill the time', blocks([1e15, 2e9], [1e15 + 2e9, 3e9]), true],
  ['blocks that would have begun before they were asked for', blocks([1e15, 2e9], [1e15 + 3e9, 2.1e9]), false],
  ['requests that fill the time', served(5e9), true],
  ['requests that took longer than the question', served(5.1e9), false],
  ['one block that is too long', blocks([0, 5.1e9]), false],
])('%s', (_, answer, believed) => {
  expect(timesProblem(answer, HAD) === null).toBe(believed);
});
