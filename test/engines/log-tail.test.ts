import { LOG_TAIL_BYTES, LogTail } from '../../src/engines/log-tail';

function tailOf(...chunks: string[]): string {
  const tail = new LogTail();
  for (const chunk of chunks) tail.append(Buffer.from(chunk));
  return tail.toString();
}

it('keeps all of what is short', () => {
  expect(tailOf('one\n', 'two\n')).toBe('one\ntwo\n');
});

it.each([
  ['many small chunks', Array.from({ length: 5000 }, (_, index) => `${index}\n`)],
  ['one large chunk', [Array.from({ length: 5000 }, (_, index) => `${index}\n`).join('')]],
  ['a large chunk, then a chunk of exactly the limit', ['x'.repeat(9000), 'y'.repeat(LOG_TAIL_BYTES)]],
  ['a chunk of exactly the limit, then a small one', ['x'.repeat(LOG_TAIL_BYTES), 'y']],
])('keeps the last bytes of %s, and marks the cut', (_, chunks) => {
  expect(tailOf(...chunks)).toBe(`…${chunks.join('').slice(-LOG_TAIL_BYTES)}`);
});
