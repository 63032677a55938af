/**
 * Races on purpose, and writes down every block: what the pictures of docs/method.md are drawn from.
 *
 *   node dist/bench/record.js --to docs/pictures/recorded/<name>.json [--entrants jax/pytorch] [--races 1] [--seed 1]
 *     [--workload mlp] [--batch 64] [--effort QUICK] [--threads 1] [--all-rounds] [--warm-up]
 *
 * `--entrants`: races of several kinds take turns (jax/jax,jax). A race of one entrant is fresh processes of the same
 * program, one after the other. `--all-rounds`: no race ends before its last look or its budget. `--warm-up`: the
 * blocks before the measured ones too. A file that is there already keeps its races and gets the new ones.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { EffortName } from '../src/entities/race.entity';
import { NANOSECONDS_PER_SECOND, secondsPerIteration, type PlacedBlock } from '../src/racing/block-codec';
import type { MeasuredTrial, RaceFact } from '../src/racing/race-fact';
import type { RaceAnalysis } from '../src/statistics/analysis';
import { isLook } from '../src/statistics/looks';
import { machineAndDate, race } from './support';
import type { Recording, RecordedLook, RecordedTrial } from './pictures/recording';

const { values: options } = parseArgs({
  options: {
    to: { type: 'string' },
    entrants: { type: 'string', default: 'fake:steady/fake:steady' },
    races: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    workload: { type: 'string', default: 'mlp' },
    batch: { type: 'string' },
    effort: { type: 'string', default: 'QUICK' },
    threads: { type: 'string', default: '1' },
    'all-rounds': { type: 'boolean', default: false },
    'warm-up': { type: 'boolean', default: false },
  },
});

/** Narrower than any interval becomes: a race for this width goes on to its end. */
const UNREACHABLE_WIDTH = 1e-9;
const MILLISECONDS_PER_SECOND = 1000;

function nanosecondsPerIteration(blocks: readonly PlacedBlock[]): number[] {
  return blocks.map((block) => Math.round(secondsPerIteration(block) * NANOSECONDS_PER_SECOND));
}

/** `firstStart`: of the race's first trial, in milliseconds since 1970. */
function recordedTrial(trial: MeasuredTrial, firstStart: number): RecordedTrial {
  return {
    entrant: Number(trial.runId.replace('run-', '')),
    round: trial.round,
    startSeconds: (trial.startedAt - firstStart) / MILLISECONDS_PER_SECOND,
    tags: trial.tags,
    blocks: nanosecondsPerIteration(trial.blocks),
    ...(options['warm-up']
      ? {
          warmUp: nanosecondsPerIteration(trial.warmUpBlocks),
          warmUpIterations: trial.warmUpBlocks.map(({ iterations }) => iterations),
        }
      : {}),
  };
}

/** What the race said of its first pair each time that it was judged. */
function recordedLooks(facts: readonly RaceFact[]): RecordedLook[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== 'round') return [];
    const [pair] = fact.analysis.comparisons;
    if (!pair || !isLook(fact.round, fact.analysis.comparisons.length)) return [];
    return [{ round: fact.round, ...ofFirstEntrant(pair), verdict: pair.verdict, flags: pair.flags }];
  });
}

/** The second entrant's time over the first's, whichever of them leads; as typical blocks and as total time. */
function ofFirstEntrant({ baselineRunId, ratio, totalRatio }: RaceAnalysis['comparisons'][number]) {
  const turned = (of: typeof ratio) =>
    baselineRunId === 'run-0'
      ? { value: of.value, low: of.low, high: of.high }
      : { value: 1 / of.value, low: 1 / of.high, high: 1 / of.low };
  return { ratio: turned(ratio), totalRatio: totalRatio ? turned(totalRatio) : null };
}

async function main(to: string): Promise<void> {
  const given = process.argv.slice(2);
  const asked = given.filter((word, index) => word !== '--to' && given[index - 1] !== '--to');
  const recording = existsSync(to) ? (JSON.parse(readFileSync(to, 'utf8')) as Recording) : { recorded: [], races: [] };
  recording.recorded.push({
    where: machineAndDate(),
    command: `node dist/bench/record.js ${asked.join(' ')}`,
  });
  const kinds = options.entrants.split(',').map((kind) => kind.split('/'));
  mkdirSync(path.dirname(to), { recursive: true });
  for (let index = 0; index < Number(options.races); index++) {
    const seed = Number(options.seed) + index;
    const entrants = kinds[index % kinds.length] ?? [];
    const { facts, reason } = await race({
      workload: options.workload,
      ...(options.batch ? { batchSize: Number(options.batch) } : {}),
      task: 'INFERENCE',
      entrants,
      effort: options.effort as EffortName,
      seed,
      threads: Number(options.threads),
      ...(options['all-rounds'] ? { targetHalfWidth: UNREACHABLE_WIDTH } : {}),
    });
    const trials = facts.flatMap((fact) => (fact.kind === 'trial' ? [fact.trial] : []));
    const firstStart = trials[0]?.startedAt ?? 0;
    recording.races.push({
      entrants,
      seed,
      endedBy: reason,
      looks: recordedLooks(facts),
      trials: trials.map((trial) => recordedTrial(trial, firstStart)),
    });
    // After every race: whoever ends this early keeps what there is.
    writeFileSync(to, `${JSON.stringify(recording)}\n`);
    console.log(`race ${index + 1}/${options.races}: ${trials.length} trials, stopped by ${reason}`);
  }
}

if (options.to === undefined) {
  console.error('Say where to: --to docs/pictures/recorded/<name>.json');
  process.exitCode = 1;
} else void main(options.to);
