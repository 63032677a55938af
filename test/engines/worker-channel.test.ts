import fc from 'fast-check';
import { LineTooLong, MAXIMUM_LINE_BYTES, parseUpMessage, readLines } from '../../src/engines/worker-channel';

async function linesOf(chunks: Buffer[]): Promise<string[]> {
  const stream = (async function* () {
    yield* chunks;
  })();
  const lines: string[] = [];
  for await (const line of readLines(stream)) lines.push(line);
  return lines;
}

it('gives the same lines however the bytes are cut, also within a character', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '{', 'é', '🏁', '\n') });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 50 })), async (content, cuts) => {
      const bytes = Buffer.from(content);
      const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort(
        (a, b) => a - b,
      );
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(await linesOf(chunks)).toEqual(content.split('\n').slice(0, -1));
    }),
  );
});

it('refuses a line that does not end, before it fills the memory', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  let given = 0;
  const endless = (async function* () {
    for (;;) {
      given += chunk.length;
      yield chunk;
    }
  })();
  await expect(readLines(endless).next()).rejects.toThrow(LineTooLong);
  expect(given).toBe(MAXIMUM_LINE_BYTES + chunk.length);
});

it('says what is wrong with a message without quoting it', () => {
  expect(parseUpMessage('secret')).toEqual({ kind: 'nonsense', problem: 'it sent a line that is not JSON' });
  const done = parseUpMessage('{"type":"done","peakResidentBytes":"secret"}');
  expect(done).toMatchObject({ kind: 'nonsense', problem: expect.stringContaining('(peakResidentBytes: ') });
  expect(JSON.stringify(done)).not.toContain('secret');
  expect(parseUpMessage('{"type":"done","peakResidentBytes":1}').kind).toBe('message');
});
