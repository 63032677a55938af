import { InvalidArgumentError } from 'commander';
import {
  parseFraction,
  parseInteger,
  parseLatency,
  parseNumber,
  parseParameter,
  parseSeconds,
  parseWord,
} from '../../../src/cli/arguments/values';

describe('option values', () => {
  it('reads fractions with and without a per cent sign', () => {
    expect([parseFraction('0.02'), parseFraction('2%'), parseFraction('2 %')]).toEqual([0.02, 0.02, 0.02]);
  });

  it('reads times in seconds and minutes', () => {
    expect([parseSeconds('90'), parseSeconds('90s'), parseSeconds('2m'), parseSeconds('1.5 m')]).toEqual([
      90, 90, 120, 90,
    ]);
  });

  it('reads latencies with their unit, and not without', () => {
    expect(['10ms', '500us', '500 µs', '0.01s', '1e-2 s'].map(parseLatency)).toEqual([
      0.01, 0.0005, 0.0005, 0.01, 0.01,
    ]);
    for (const text of ['10', 'ms', 'soon', '1m', '1 2ms']) expect(() => parseLatency(text)).toThrow(/10ms/);
  });

  it('gathers parameters', () => {
    const first = parseParameter('units=64');
    expect(parseParameter('sequenceLength=20', first)).toEqual([
      { name: 'units', value: 64 },
      { name: 'sequenceLength', value: 20 },
    ]);
  });

  it("reads the API's words in any case and with either hyphen", () => {
    const parse = parseWord(['BEST', 'VS_BASELINE']);
    expect([parse('best'), parse('vs-baseline'), parse('VS_BASELINE')]).toEqual(['BEST', 'VS_BASELINE', 'VS_BASELINE']);
  });

  it.each<[string, (text: string) => unknown, string]>([
    ['a number', parseNumber, 'many'],
    ['a number', parseNumber, ''],
    ['a number', parseNumber, 'Infinity'],
    ['a whole number', parseInteger, '1.5'],
    ['a whole number', parseInteger, '9007199254740993'],
    ['a fraction', parseFraction, '%'],
    ['a time', parseSeconds, '2h'],
    ['a time', parseSeconds, ''],
    ['a parameter', parseParameter, 'units'],
    ['a parameter', parseParameter, '=64'],
    ['a parameter', parseParameter, 'units='],
    ['a word', parseWord(['BEST']), 'worst'],
  ])('as %s refuses what cannot be read (%#)', (_kind, parse, text) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
  });
});
