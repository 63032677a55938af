/** How many blocks a trial should have, once it is known how trials differ and what starting one costs. */
import { mean, median, MEDIAN_INEFFICIENCY, robustStandardDeviation, standardDeviation } from './descriptive';

export interface BlockPlanInput {
  /** Seconds of each block in turn, by run and trial; the runs in the same order of rounds. */
  readonly runs: readonly (readonly (readonly number[])[])[];
  /** Whether the n-th blocks of a round were measured side by side, so that what they share cancels. */
  readonly paired: boolean;
  /** What a round takes beside its blocks, over what one pass of blocks takes. */
  readonly startsPerPass: number;
  readonly minimumBlocks: number;
  readonly maximumBlocks: number;
}

/**
 * m = √((c_trial / c_block) · (π/2 · σ²_block / σ²_trial)): the fewest seconds for an interval of a given width (Kalibera and
 * Jones 2013, "Rigorous benchmarking in reasonable time", §6). Of several runs the largest, within the bounds; null
 * where fewer than two trials say how they differ.
 */
export function plannedBlocks(input: BlockPlanInput): number | null {
  const [first, ...others] = input.runs.map((trials) => trials.map((blocks) => blocks.map(Math.log)));
  if (!first || first.length < 2) return null;
  const series = input.paired && others.length > 0 ? others.map((run) => differences(first, run)) : [first, ...others];
  const wanted = series.map((trials) => Math.sqrt(Math.max(0, input.startsPerPass) * varianceRatio(trials)));
  // Trials that do not differ at all want one of them, with all the blocks.
  const most = Math.max(...wanted.map((blocks) => (Number.isNaN(blocks) ? input.minimumBlocks : blocks)));
  return Math.round(Math.min(input.maximumBlocks, Math.max(input.minimumBlocks, most)));
}

function differences(baseline: readonly (readonly number[])[], candidate: readonly (readonly number[])[]): number[][] {
  return candidate.map((blocks, trial) => {
    const other = baseline[trial] ?? [];
    return blocks.slice(0, other.length).map((value, block) => value - (other[block] ?? Number.NaN));
  });
}

/**
 * Variance that a median of blocks has for their number, over that of trials, freed of what their blocks put into it.
 * Blocks that were hit by something else do not count as noise of all.
 */
function varianceRatio(trials: readonly (readonly number[])[]): number {
  const within = MEDIAN_INEFFICIENCY ** 2 * mean(trials.map((blocks) => robustStandardDeviation(blocks) ** 2));
  const blocksPerTrial = mean(trials.map(({ length }) => length));
  const between = Math.max(0, standardDeviation(trials.map(median)) ** 2 - within / blocksPerTrial);
  return within / between;
}
