import type { ClaimId, ClaimVerdictName } from '../../src/claims/claim';
import { judgeClaim, type JudgedClaim } from '../../src/claims/judge';
import { planReport, type ReportPlan } from '../../src/claims/report-plan';
import { Random } from '../statistics/random';
import { ENGINES, simulatedOutcomes, type Truth } from './support';

const REPORTS = 1000 / 4;
const isKeras = (label: string) => label.startsWith('Keras');

/** What is true, and so what a report should say of each claim that can be measured whole. */
const WORLDS: readonly {
  readonly name: string;
  readonly truth: Truth;
  readonly right: Readonly<Partial<Record<ClaimId, ClaimVerdictName>>>;
}[] = [
  {
    name: 'all are equal',
    truth: () => 1,
    right: {
      'rnn-speed': 'CONTRADICTED',
      experimentation: 'CONTRADICTED',
      'keras-overhead': 'CONTRADICTED',
      'no-great-difference': 'SUPPORTED',
    },
  },
  {
    name: 'PyTorch is 5 % faster, and Keras 5 % slower than what it runs on',
    truth: (_race, label) => (label === 'PyTorch' ? 0.95 : 1) * (isKeras(label) ? 1.05 : 1),
    right: {
      'rnn-speed': 'SUPPORTED',
      experimentation: 'SUPPORTED',
      'keras-overhead': 'SUPPORTED',
      'no-great-difference': 'SUPPORTED',
    },
  },
  {
    name: 'it is mixed',
    truth: ({ workload, key }, label) => {
      if (isKeras(label)) return key.endsWith('/16') ? 1.3 : 1;
      return label === 'PyTorch' && ['rnn', 'lstm', 'gru', 'resnet18'].includes(workload) ? 0.8 : 1;
    },
    right: {
      'rnn-speed': 'DEPENDS',
      experimentation: 'DEPENDS',
      'keras-overhead': 'DEPENDS',
      'no-great-difference': 'DEPENDS',
    },
  },
  {
    name: 'PyTorch is twice as fast everywhere, and Keras faster than what it runs on',
    truth: (_race, label) => (label === 'PyTorch' ? 0.5 : 1) * (isKeras(label) ? 0.4 : 1),
    right: {
      'rnn-speed': 'SUPPORTED',
      experimentation: 'SUPPORTED',
      'keras-overhead': 'CONTRADICTED',
      'no-great-difference': 'CONTRADICTED',
    },
  },
];

/** Of as few entrants as the claims speak of, for it is their number that takes the time. */
const PLANS: readonly ReportPlan[] = [
  planReport({
    engines: ENGINES.filter(({ id }) => id !== 'keras'),
    claims: ['rnn-speed', 'experimentation', 'no-great-difference'],
    device: 'CPU',
  }),
  planReport({ engines: ENGINES.filter(({ id }) => id !== 'tensorflow'), claims: ['keras-overhead'], device: 'CPU' }),
];

function judged(plan: ReportPlan, truth: Truth, random: Random): JudgedClaim[] {
  const outcomes = simulatedOutcomes(plan, truth, random);
  return plan.claims.map((claim) => judgeClaim(claim, outcomes));
}

/** A thousand in all. */
describe('simulated reports', () => {
  test.each(WORLDS)('where $name, at least 95 % say so', ({ truth, right }) => {
    const random = new Random(20261128);
    const said: Record<string, number> = {};
    for (let report = 0; report < REPORTS; report++) {
      for (const { id, verdict, parts } of PLANS.flatMap((plan) => judged(plan, truth, random))) {
        if (verdict === 'SUPPORTED') expect(parts.map((part) => part.verdict)).not.toContain('NOT_ENOUGH_DATA');
        if (right[id] === undefined) continue;
        said[`${id}: ${verdict}`] = (said[`${id}: ${verdict}`] ?? 0) + 1;
      }
    }
    for (const [id, verdict] of Object.entries(right)) {
      expect((said[`${id}: ${verdict}`] ?? 0) / REPORTS).toBeGreaterThanOrEqual(0.95);
    }
  });
});
