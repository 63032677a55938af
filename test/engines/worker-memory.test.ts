import { oomKillCount, outOfMemoryEvidence, reportsOutOfMemory } from '../../src/engines/worker-memory';
import type { ExitFacts } from '../../src/engines/worker-process';

const exit = (facts: Partial<ExitFacts>): ExitFacts => ({
  exitCode: null,
  signal: null,
  startError: null,
  killed: false,
  oomKills: 0,
  cellKills: null,
  memoryBoundBytes: 2 ** 30,
  ...facts,
});

it.each<[string, Partial<ExitFacts>, string, boolean]>([
  ['killed while the kernel was killing for memory', { signal: 'SIGKILL', oomKills: 1 }, '', true],
  ['killed where the kernel does not count', { signal: 'SIGKILL', oomKills: null }, '', true],
  ['a shell reporting a kill of its child', { exitCode: 137, oomKills: 1 }, '', true],
  ['killed while the kernel has killed nobody', { signal: 'SIGKILL', oomKills: 0 }, '', false],
  ['killed by this server', { signal: 'SIGKILL', oomKills: 1, killed: true }, '', false],
  ['aborted after saying so', { signal: 'SIGABRT' }, "terminate called after throwing 'std::bad_alloc'", true],
  ['ended well after mentioning memory', { exitCode: 0 }, 'out of memory? never', false],
  ['crashed without a word', { signal: 'SIGSEGV' }, '', false],
])('%s', (_, facts, log, isMemory) => {
  expect(outOfMemoryEvidence(exit(facts), log) !== null).toBe(isMemory);
});

it.each([
  ['OutOfMemoryError', 'CUDA out of memory. Tried to allocate 2.00 GiB', true],
  ['RuntimeError', "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes", true],
  ['MemoryError', '', true],
  ['ResourceExhaustedError', 'OOM when allocating tensor', true],
  ['RangeError', 'Array buffer allocation failed', true],
  ['ValueError', 'shapes do not match', false],
])('the report %s: %s', (code, message, isMemory) => {
  expect(reportsOutOfMemory({ type: 'failed', phase: 'build', code, message, traceback: null })).toBe(isMemory);
});

it('reads the count of the kernel here', () => {
  expect(oomKillCount()).toBeGreaterThanOrEqual(0);
});
