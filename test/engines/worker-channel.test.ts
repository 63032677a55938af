import fc from 'fast-check';
import { LineSplitter, LineTooLong, MAXIMUM_LINE_BYTES, parseUpMessage } from '../../src/engines/worker-channel';

function linesOf(chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  return lines;
}

it('gives the same lines however the bytes are cut, also within a character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '{', 'é', '🏁', '\n') });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 50 })), (content, cuts) => {
      const bytes = Buffer.from(content);
      const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])];
      places.sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(linesOf(chunks)).toEqual(content.split('\n').slice(0, -1));
    }),
  );
});

it.each([
  ['without an end', Buffer.alloc(1024 * 1024, 'x')],
  ['with an end', Buffer.concat([Buffer.alloc(MAXIMUM_LINE_BYTES + 1, 'x'), Buffer.from('\n')])],
])('refuses a line that is too long, %s, before it fills the memory', (_, chunk) => {
  const splitter = new LineSplitter(() => undefined);
  let given = 0;
  expect(() => {
    for (;;) {
      given += chunk.length;
      splitter.push(chunk);
    }
  }).toThrow(LineTooLong);
  expect(given).toBeLessThanOrEqual(MAXIMUM_LINE_BYTES + chunk.length);
});

it('takes a line of exactly the longest length', () => {
  const longest = 'x'.repeat(MAXIMUM_LINE_BYTES);
  expect(linesOf([Buffer.from(`${longest}\n`)])).toEqual([longest]);
});

it('says what is wrong with a message without quoting it', () => {
  expect(parseUpMessage('secret')).toEqual({ kind: 'nonsense', problem: 'it sent a line that is not JSON' });
  const done = parseUpMessage('{"type":"done","peakResidentBytes":"secret","peakDeviceBytes":null}');
  expect(done).toMatchObject({ kind: 'nonsense', problem: expect.stringContaining('(peakResidentBytes: ') });
  expect(JSON.stringify(done)).not.toContain('secret');
  expect(parseUpMessage('{"type":"done","peakResidentBytes":1,"peakDeviceBytes":null}').kind).toBe('message');
});
