/** Sweeps, and what their races say together. */
import type { Sweep } from '../../entities/sweep.entity';
import type { Page } from '../../racing/keyset';
import { asFaultOfCommonRace, type StartSweepRequest } from '../../racing/sweep-request';
import { entrantsOf, type MeasuredValue, type SweepCrossover } from '../../racing/sweep-result';
import type { StartSweepInput } from '../../schema/start-sweep.input';
import type { SweepConnectionType } from '../../schema/sweep-connection.type';
import { SweepCrossoverType } from '../../schema/sweep-crossover.type';
import { SweepCurvePointType } from '../../schema/sweep-curve-point.type';
import { SweepCurveType } from '../../schema/sweep-curve.type';
import { SweepType } from '../../schema/sweep.type';
import { optional, requireVisibleText } from '../input-rules';
import { toConnection } from '../paging';
import { make, toDate } from './make';
import { toStartRaceRequest } from './start-race.mapper';

export function toSweep(row: Sweep): SweepType {
  const { id, label, owner, project, over, parameter, createdAt } = row;
  return make<SweepType, 'status' | 'racesEnded' | 'points' | 'curves' | 'crossovers' | 'verdict' | 'chart'>(
    SweepType,
    {
      ...{ row, id, label, owner, project, over, parameter },
      createdAt: toDate(createdAt),
    },
  );
}

export function toSweepConnection(page: Page<Sweep>): SweepConnectionType {
  return toConnection('sweep', page, ({ createdAt }) => createdAt, toSweep);
}

export function toCurves(values: readonly MeasuredValue[]): SweepCurveType[] {
  return entrantsOf(values).map(({ label, position }) =>
    make(SweepCurveType, {
      label,
      points: values.map(({ value, runs }) =>
        make<SweepCurvePointType, 'run'>(SweepCurvePointType, {
          value,
          runId: runs.find((run) => run.position === position)?.id ?? null,
        }),
      ),
    }),
  );
}

export function toCrossover({ baseline, candidate, fasterBelow, below, above, near, sentence }: SweepCrossover) {
  const [aheadBelow, aheadAbove] = fasterBelow === 'BASELINE' ? [baseline, candidate] : [candidate, baseline];
  return make(SweepCrossoverType, { below, above, near, aheadBelow, aheadAbove, sentence });
}

/** Throws BAD_USER_INPUT that names the field. */
export function toStartSweepRequest(input: StartSweepInput): StartSweepRequest {
  const { parameter, label, idempotencyKey } = input;
  return {
    race: commonRace(input),
    over: input.over,
    parameter: optional(parameter, 'input.parameter'),
    values: input.values,
    label: optional(label, 'input.label'),
    idempotencyKey: optional(idempotencyKey, 'input.idempotencyKey', requireVisibleText),
  };
}

function commonRace({ race }: StartSweepInput): StartSweepRequest['race'] {
  try {
    return toStartRaceRequest(race);
  } catch (error) {
    throw asFaultOfCommonRace(error);
  }
}
