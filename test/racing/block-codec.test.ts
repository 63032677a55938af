import * as fc from 'fast-check';
import { decodeBlocks, encodeBlocks, secondsPerIteration, type PlacedBlock } from '../../src/racing/block-codec';
import { packBlocksOfTrials, unpackBlocksOfTrials } from '../../src/packing/trials';
import { asPackedBlock } from './support';

const integer = fc.nat(Number.MAX_SAFE_INTEGER);
const placedBlock: fc.Arbitrary<PlacedBlock> = fc.record({
  pass: fc.nat(100),
  position: fc.nat(16),
  startNanoseconds: integer,
  elapsedNanoseconds: integer,
  deviceNanoseconds: fc.option(integer),
  drainNanoseconds: integer,
  iterations: fc.integer({ min: 1, max: 1e9 }),
  cpuNanoseconds: integer,
  involuntarySwitches: fc.nat(),
  majorFaults: fc.nat(),
  batch: fc.nat(7),
  checksum: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
});

describe('block codec', () => {
  test('what is decoded is what was measured, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(placedBlock, { maxLength: 30 }), (blocks) => {
        expect(decodeBlocks(encodeBlocks(blocks))).toEqual(blocks);
      }),
    );
  });

  test('packed with other trials they come back as they were, but for the last digits of begins and processor times', () => {
    fc.assert(
      fc.property(fc.array(fc.array(placedBlock, { maxLength: 9 }), { maxLength: 9 }), (trials) => {
        const back = unpackBlocksOfTrials(packBlocksOfTrials(trials));
        expect(back).toEqual(trials.map((blocks) => blocks.map(asPackedBlock)));
      }),
    );
  });

  test('are packed however many they are', () => {
    const [blocks] = fc.sample(fc.array(placedBlock, { minLength: 900, maxLength: 900 }), { numRuns: 1, seed: 7 });
    const trials = Array.from({ length: 10 }, () => blocks ?? []);
    const text = packBlocksOfTrials(trials);
    expect(text.length).toBeGreaterThan(200_000);
    expect(unpackBlocksOfTrials(text)).toEqual(trials.map((each) => each.map(asPackedBlock)));
  });

  test('ten ordinary blocks take less than a kilobyte', () => {
    const blocks = Array.from({ length: 10 }, (_, pass) => ({
      pass,
      position: pass % 2,
      startNanoseconds: 812_345_678_901_234 + pass * 50_123_457,
      elapsedNanoseconds: 20_123_456 + pass * 1_237,
      deviceNanoseconds: null,
      drainNanoseconds: 0,
      iterations: 128,
      cpuNanoseconds: 40_012_345 + pass * 997,
      involuntarySwitches: pass % 3,
      majorFaults: 0,
      batch: pass % 8,
      checksum: -12.345678901234567 * (pass + 1),
    }));
    expect(encodeBlocks(blocks).length).toBeLessThan(1024);
  });

  test('a row of another format is refused', () => {
    expect(() => decodeBlocks('AAAA')).toThrow();
  });

  test('seconds per iteration are the block over its iterations', () => {
    expect(secondsPerIteration({ elapsedNanoseconds: 20_000_000, iterations: 10 })).toBe(0.002);
  });
});
