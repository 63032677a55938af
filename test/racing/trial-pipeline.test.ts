import { bottleneckOf, overlapEfficiency, pipelineSeconds, runPipeline } from '../../src/racing/trial-pipeline';
import { placedBlock } from './support';

const seconds = (modelSeconds: number, loaderSeconds: number, bothSeconds: number) => ({
  ...{ modelSeconds, loaderSeconds, bothSeconds },
});
const facts = (model: number[], loader: number[]) => ({
  ...{ imagesSha256: 'ab12', pageCache: 'WARM' as const, modelNanoseconds: model, loaderNanoseconds: loader },
});
/** Blocks of ten iterations. */
const trial = (both: number[], model: number[], loader: number[], tags: string[] = []) => ({
  ...{ iterationsPerBlock: 10, tags, pipeline: facts(model, loader) },
  blocks: both.map((nanoseconds, pass) => placedBlock(pass, nanoseconds)),
});

it.each([
  ['MODEL', seconds(1, 0.5, 1.05)],
  ['MODEL', seconds(1, 0.9, 1.09)],
  ['LOADER', seconds(0.5, 1, 1)],
  // Neither hides behind the other.
  ['BOTH', seconds(1, 0.5, 1.5)],
  ['BOTH', seconds(0.5, 1, 1.11)],
  // A faster one would change nothing, whichever it were.
  ['BOTH', seconds(1, 0.95, 1)],
])('%s holds %o up', (bottleneck, times) => {
  expect(bottleneckOf(times)).toBe(bottleneck);
});

it('overlaps by 1 where the longer hides the shorter, by less where they take turns', () => {
  expect(overlapEfficiency(seconds(1, 0.5, 1))).toBe(1);
  expect(overlapEfficiency(seconds(1, 1, 2))).toBe(0.5);
});

it('takes medians over the blocks, for each batch', () => {
  const { modelSeconds, loaderSeconds, bothSeconds } =
    pipelineSeconds(trial([3e9, 1e9, 2e9], [1e9, 1e9, 9e9], [5e8, 5e8, 5e8])) ?? seconds(NaN, NaN, NaN);
  expect([modelSeconds, loaderSeconds, bothSeconds]).toEqual([0.1, 0.05, 0.2]);
});

it('says nothing of what is not known: another race, or a trial that ended before it had all three', () => {
  expect(pipelineSeconds({ ...trial([1e9], [1e9], [1e9]), pipeline: null })).toBeNull();
  expect(pipelineSeconds(trial([], [1e9], [1e9]))).toBeNull();
  expect(pipelineSeconds(trial([1e9], [], [1e9]))).toBeNull();
  expect(runPipeline([trial([1e9], [1e9], [1e9], ['INCOMPLETE'])])).toBeNull();
});

it('says of a run what its trials say together, with an interval', () => {
  const trials = [1, 1.01, 0.99, 1.02, 0.98, 1, 1, 1].map((factor) =>
    trial([1e9 * factor], [9e8 * factor], [4e8 * factor]),
  );
  const run = runPipeline(trials);
  expect(run?.bothSeconds.value).toBeCloseTo(0.1, 3);
  expect(run?.bothSeconds.low).toBeLessThan(0.1);
  expect(run?.bothSeconds.high).toBeGreaterThan(0.1);
  // Of each trial by itself, so that what all three share does not widen it.
  expect(run?.overlapEfficiency).toMatchObject({ value: expect.closeTo(0.9, 9), low: expect.closeTo(0.9, 9) });
  expect(run?.bottleneck).toBe('BOTH');
});
