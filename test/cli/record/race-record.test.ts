import { CommandFailure } from '../../../src/cli/failure';
import { makeRecord, readRecord } from '../../../src/cli/record/race-record';

const ratio = { value: 2, low: 1.9, high: 2.1, confidence: 0.95 };
const comparison = { baseline: { label: 'A' }, candidate: { label: 'B' }, ratio };
const race = { id: 'race_1', finishedAt: null, verdict: 'A is faster', hardware: null, comparisons: [comparison] };
const runs = [{ label: 'A', engineVersion: '1.0', trials: { edges: [] } }];

describe('the record of a race', () => {
  it('comes back as it was written, also what no replay reads', () => {
    const record = makeRecord(race, { workload: 'mlp', seed: 7 }, runs);
    expect(readRecord(JSON.stringify(record))).toEqual(record);
  });

  it.each<[string, string, RegExp]>([
    ['text', 'nonsense', /holds no JSON/],
    ['something else', '{"name": "photofinish"}', /not the record of a race \(format/],
    ['a later format', JSON.stringify({ ...makeRecord(race, {}, runs), format: 2 }), /\(format: /],
    ['a list', '[]', /not the record/],
    [
      'a comparison without an interval',
      JSON.stringify(makeRecord({ ...race, comparisons: [{ ...comparison, ratio: {} }] }, {}, runs)),
      /\(race\.comparisons\.0\.ratio\.value: /,
    ],
  ])('of %s is refused with what is wrong and how to make one', (_, text, message) => {
    expect(() => readRecord(text)).toThrow(message);
    try {
      readRecord(text);
    } catch (error) {
      expect(error).toBeInstanceOf(CommandFailure);
      expect(error).toMatchObject({ exitCode: 2, advice: expect.stringContaining('photofinish export') });
    }
  });
});
