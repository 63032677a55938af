/** Reports as their races would leave them, made up from numbers that a test knows the truth of. */
import { judgeClaim } from '../../src/claims/judge';
import type { ReportDocument } from '../../src/documents/report-document';
import { simulatedOutcomes, wholePlan } from '../claims/support';
import { Random } from '../statistics/random';

/** PyTorch is 30 % faster, Keras 20 % slower than what it runs on, where it is small. */
export function madeUpReport(changes: Partial<ReportDocument> = {}): ReportDocument {
  const plan = wholePlan();
  const truth = (key: string, label: string) =>
    (label === 'PyTorch' ? 0.7 : 1) * (label.startsWith('Keras') && key.endsWith('/16') ? 1.2 : 1) * 0.001;
  const outcomes = simulatedOutcomes(plan, ({ key }, label) => truth(key, label), new Random(7));
  return {
    ...{ id: 'report_1', label: 'ours', createdAt: new Date('2026-11-28T12:00:00Z'), status: 'FINISHED' },
    ...{ effort: 'QUICK', forksTrials: true, engines: ['pytorch', 'tensorflow', 'keras'] },
    ...{ racesEnded: plan.races.length, racesTotal: plan.races.length },
    machines: [[['Processor', 'A processor, 2 cores']]],
    claims: plan.claims.map((declared) => ({ declared, judged: judgeClaim(declared, outcomes) })),
    races: plan.races.map(({ key, name, entrants, metric }) => ({
      ...{ key, name, id: `race_${key}`, status: 'FINISHED', rounds: 12, practicalDifference: 0.02 },
      ...{ work: 'batch size 32, 2 threads, CPU', shape: 'batch size 32', verdict: 'PyTorch is faster.', warnings: [] },
      entrants: entrants.map(({ label }) => ({
        ...{ label, version: '2.13.0', parity: 3e-7, failure: null },
        stages:
          metric === 'TIME_TO_FIRST_RESULT'
            ? [
                { name: 'import', seconds: 1.5 },
                { name: 'build', seconds: 0.1 },
              ]
            : [],
        compilations: key.startsWith('edit/') ? 3 : null,
        settings: [
          { name: 'threads', value: key.startsWith('threads/') ? '1' : '2' },
          { name: 'execution', value: label === 'PyTorch' ? 'eager' : 'graph' },
        ],
      })),
    })),
    ...changes,
  };
}
