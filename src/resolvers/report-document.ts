/** From the rows of a report to what stands in it. */
import type { DocumentedEntrant, DocumentedRace, MachineFacts, ReportDocument } from '../documents/report-document';
import type { HardwareProfile } from '../entities/hardware-profile.entity';
import type { Race } from '../entities/race.entity';
import type { Report } from '../entities/report.entity';
import type { Run } from '../entities/run.entity';
import { EFFORTS } from '../racing/effort';
import { stagesOf } from '../racing/race-charts';
import { statusOf } from '../racing/races-together';
import { progressOf } from '../racing/report-progress';
import { judgeClaims, type ReportedRace } from '../racing/report-result';
import { formatBytes } from '../statistics/format';
import type { ApiContext } from './context';
import { racesOf } from './report-contents';
import { startOf } from './start-of-run';

type Loaded = Pick<ApiContext, 'loaders'>;

export async function documentOf(report: Report, context: Loaded): Promise<ReportDocument> {
  const races = await racesOf(report.id, context, 'WITH_RUNS');
  const judged = judgeClaims(report.claims, races);
  const { racesEnded, racesTotal } = progressOf(races, Date.now());
  const { id, label, effort, engines } = report;
  return {
    ...{ id, label, effort, engines, racesEnded, racesTotal },
    forksTrials: EFFORTS[effort].trialsPerImport > 1,
    createdAt: new Date(report.createdAt),
    status: statusOf(races.map(({ race }) => race)),
    machines: await machinesOf(races, context),
    claims: report.claims.flatMap((declared, index) => {
      const seen = judged[index];
      return seen ? { declared, judged: seen } : [];
    }),
    races: await Promise.all(races.map((reported) => documentRace(reported, context))),
  };
}

async function documentRace({ key, name, race, runs }: ReportedRace, context: Loaded): Promise<DocumentedRace> {
  if (!race) {
    const nothing = { id: null, status: null, rounds: 0, practicalDifference: 0, work: '', shape: null, verdict: null };
    return { key, name, ...nothing, warnings: [], entrants: [] };
  }
  return {
    ...{ key, name, id: race.id, status: race.status, rounds: race.roundsCompleted, verdict: race.verdict },
    ...{ practicalDifference: race.practicalDifference, work: workOf(race), shape: shapeOf(race) },
    warnings: race.warnings.map(({ message }) => message),
    entrants: await Promise.all(runs.map((run) => documentEntrant(run, race, context))),
  };
}

/** "units 128, sequenceLength 50, batch size 32, 2 threads, CPU" */
function workOf(race: Race): string {
  const { threads, device } = race;
  return [shapeOf(race), threads === 1 ? '1 thread' : `${threads} threads`, device].join(', ');
}

function shapeOf({ parameters, batchSize }: Race): string {
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [...named, `batch size ${batchSize}`].join(', ');
}

async function documentEntrant(run: Run, race: Race, { loaders }: Loaded): Promise<DocumentedEntrant> {
  const started = race.metric === 'TIME_TO_FIRST_RESULT' ? await startOf(loaders, run.id) : null;
  return {
    ...{ label: run.label, version: run.engineVersion, parity: run.parity?.error ?? null },
    ...{ failure: run.failure?.message ?? null, settings: run.settings },
    stages: started ? stagesOf(started) : [],
    compilations: started && 'compilations' in started ? started.compilations : null,
  };
}

async function machinesOf(races: readonly ReportedRace[], { loaders }: Loaded): Promise<MachineFacts[]> {
  const ids = [...new Set(races.flatMap(({ race }) => race?.hardwareProfileId ?? []))];
  const profiles = await Promise.all(ids.map((id) => loaders.hardwareProfiles.load(id)));
  return profiles.flatMap((profile) => (profile ? [factsOf(profile)] : []));
}

function factsOf({ id, facts }: HardwareProfile): MachineFacts {
  const memory = formatBytes({
    value: facts.memoryBytes,
    low: facts.memoryBytes,
    high: facts.memoryBytes,
    confidence: 0,
  });
  return [
    ['Processor', `${facts.cpuModel}, ${facts.cpuCores} cores`],
    ['Instruction sets', facts.cpuFeatures.join(', ')],
    ['Memory', `${memory.value} ${memory.unit}`],
    ['Accelerators', facts.gpus.length === 0 ? 'none' : facts.gpus.map(({ name }) => name).join(', ')],
    ['Operating system', `${facts.operatingSystem}, kernel ${facts.kernel}`],
    ['Virtualization', facts.virtualization ?? 'none'],
    ['Profile', id],
  ];
}
