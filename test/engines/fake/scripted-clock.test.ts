import { ScriptedClock, type Script } from '../../../src/engines/fake/scripted-clock';

const script = (changes: Partial<Script> = {}): Script => ({
  secondsPerIteration: 0.002,
  shape: () => 1,
  seed: 12345678901234,
  ...changes,
});

/** Seconds per iteration of each block of ten. */
function timeBlocks(clock: ScriptedClock, blocks: number): number[] {
  return Array.from({ length: blocks }, () => {
    clock.usage();
    const begin = clock.begin();
    for (let iteration = 0; iteration < 10; iteration += 1) clock.advance();
    return Number(clock.end() - begin) / 1e10;
  });
}

function following(changes: Partial<Script> = {}): ScriptedClock {
  const clock = new ScriptedClock();
  clock.follow(script(changes));
  return clock;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

it('goes forward by what the script says, and nobody waits', () => {
  const started = process.hrtime.bigint();
  const seconds = timeBlocks(following(), 500);
  expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(1);
  // Levels: 3 % of drift and 0.5 % of the process, a few times over.
  expect(Math.abs(median(seconds) / 0.002 - 1)).toBeLessThan(0.06);
});

it('has blocks that mostly agree, and a few that are hit hard', () => {
  const seconds = timeBlocks(following(), 2000);
  const middle = median(seconds);
  const deviations = seconds.map((x) => Math.abs(x / middle - 1));
  expect(median(deviations)).toBeGreaterThan(0.001);
  expect(median(deviations)).toBeLessThan(0.006);
  const hit = deviations.filter((x) => x > 0.03).length / seconds.length;
  expect(hit).toBeGreaterThan(0.01);
  expect(hit).toBeLessThan(0.05);
});

it('differs from process to process by its seed, and has the same noise for the same seed', () => {
  const [first, again, other] = [1, 1, 2].map((seed) => timeBlocks(following({ seed }), 200));
  const ratios = (list: number[]) => list.map((x, index) => x / (first?.[index] as number));
  // The drift follows real time, which passes a little between the two.
  for (const ratio of ratios(again as number[])) expect(ratio).toBeCloseTo(1, 3);
  expect(median(ratios(other as number[]).map((ratio) => Math.abs(ratio - 1)))).toBeGreaterThan(0.001);
});

it('never goes backward, and never overlaps', () => {
  const clock = following();
  let latest = 0n;
  for (let block = 0; block < 100; block += 1) {
    const begin = clock.begin();
    clock.advance();
    const end = clock.end();
    expect(begin >= latest && end > begin).toBe(true);
    latest = end;
  }
});

it('does not charge a block with the iterations before it', () => {
  const clock = following();
  for (let iteration = 0; iteration < 1000; iteration += 1) clock.advance();
  const before = clock.usage();
  const begin = clock.begin();
  clock.advance();
  const elapsed = Number(clock.end() - begin);
  expect(elapsed).toBeLessThan(0.003 * 1e9);
  expect(clock.usage().cpuNanoseconds - before.cpuNanoseconds).toBe(elapsed);
});
