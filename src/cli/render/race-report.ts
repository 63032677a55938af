import type { VariableLengthsView } from '../api/lengths-views';
import type { FailureView, RaceView } from '../api/types';
import type { Colors } from '../terminal';
import { formatSeconds, formatShort } from './numbers';
import { renderPipelines } from './pipelines-table';
import { renderRunsTable } from './runs-table';
import { renderStandings } from './standings';

/** A race as a person reads it: what was raced, who stands where, the figures, the verdict, and what went wrong. */
export function renderRace(race: RaceView, colors: Colors): string {
  const sections = [
    renderTitle(race, colors),
    race.standings.length > 0 ? `${colors.bold('Standings')}\n${renderStandings(race.standings, colors)}` : '',
    `${colors.bold('Runs')}\n${renderRunsTable(race, colors)}`,
    renderPipelines(race.runs, colors),
    renderVerdict(race, colors),
    renderComparisons(race),
    renderSelfCheck(race, colors),
    renderWarnings(race, colors),
    renderDisturbances(race, colors),
    renderFailures(race, colors),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const EDITS: Readonly<Record<string, string>> = {
  UNITS: 'one more unit',
  LAYER: 'one more layer',
  BATCH_SHAPE: 'another batch shape',
};

function renderTitle(race: RaceView, colors: Colors): string {
  const task = race.task.toLowerCase();
  const rounds = `${race.roundsCompleted} ${race.roundsCompleted === 1 ? 'round' : 'rounds'}`;
  const facts = [
    `batch ${race.batchSize}`,
    race.precision.toLowerCase(),
    race.metric.toLowerCase().replaceAll('_', ' '),
    rounds,
  ];
  if (race.compilationCaches !== null) facts.push(`${race.compilationCaches.toLowerCase()} compilation caches`);
  const server = race.scenario?.server;
  if (server) facts.push(`p${server.percentile} within ${formatSeconds(server.latencyBoundSeconds)}`);
  const lengths = race.scenario?.variableLengths;
  if (lengths) facts.push(describeLengths(lengths));
  const experiment = race.scenario?.experimentation;
  if (experiment)
    facts.push(`${EDITS[experiment.edit] ?? experiment.edit}, ${experiment.process.toLowerCase()} process`);
  const pipeline = race.scenario?.inputPipeline;
  if (pipeline) facts.push(`JPEG ${pipeline.imageHeight}×${pipeline.imageWidth}, ${pipeline.workers} loader workers`);
  if (race.environmentGrade !== null) facts.push(`environment ${race.environmentGrade}`);
  const status = race.status === 'FINISHED' ? '' : `  ${colors.yellow(race.status)}`;
  return `${colors.bold(`${race.workload.id}, ${task}`)}  ${colors.dim(facts.join(' · '))}${status}`;
}

/** "sequences of 3 to 100, pad, 32 % there". */
function describeLengths({ policy, shortest, longest, timesteps, filledTimesteps }: VariableLengthsView): string {
  const there = `${formatShort((100 * timesteps) / filledTimesteps)} % there`;
  return `sequences of ${shortest} to ${longest}, ${policy.toLowerCase()}, ${there}`;
}

function renderVerdict(race: RaceView, colors: Colors): string {
  return race.verdict === null ? '' : `${colors.green('▸')} ${colors.bold(race.verdict)}`;
}

/** The verdict of two entrants already says what their one comparison says. */
function renderComparisons(race: RaceView): string {
  if (race.comparisons.length < 2) return '';
  return race.comparisons.map((comparison) => `  ${comparison.sentence}`).join('\n');
}

/** One that failed is a warning and stands in the verdict. */
function renderSelfCheck({ selfCheck }: RaceView, colors: Colors): string {
  if (!selfCheck || selfCheck.verdict.endsWith('FASTER')) return '';
  const sign = selfCheck.verdict === 'INCONCLUSIVE' ? colors.yellow('?') : colors.green('✓');
  return `${sign} Self-check: ${selfCheck.sentence}`;
}

function renderWarnings(race: RaceView, colors: Colors): string {
  return race.warnings
    .map((warning) => `${colors.yellow('!')} ${warning.run ? `${warning.run.label}: ` : ''}${warning.message}`)
    .join('\n');
}

/** Where the environment was not quiet, why. */
function renderDisturbances({ disturbances }: RaceView, colors: Colors): string {
  return disturbances.map(({ message }) => `${colors.yellow('!')} ${message}`).join('\n');
}

function renderFailures(race: RaceView, colors: Colors): string {
  const runs = race.runs.flatMap((run) => (run.failure ? [renderFailed(run.label, run.failure, colors)] : []));
  const whole = race.failure ? [renderFailed('The race', race.failure, colors)] : [];
  return [...whole, ...runs].join('\n');
}

function renderFailed(who: string, failure: FailureView, colors: Colors): string {
  const advice = failure.advice === null ? '' : `\n  ${colors.dim('→')} ${failure.advice}`;
  return `${colors.red('✗')} ${who} (${failure.phase}): ${failure.message}${advice}`;
}
