/** Stored events as the types of the API. */
import type { StoredEvent } from '../../racing/stored-events';
import type { RaceEventType } from '../../schema/race-event.type';
import { RaceStatusChangedType } from '../../schema/race-status-changed.type';
import { RoundFinishedType } from '../../schema/round-finished.type';
import { RunPhaseChangedType } from '../../schema/run-phase-changed.type';
import { RunningEstimateType } from '../../schema/running-estimate.type';
import { toEstimate } from './estimate.mapper';
import { make, toDate } from './make';

export function toRaceEvent({ raceId, sequence, at, content }: StoredEvent): RaceEventType {
  const common = { raceId, sequence, at: toDate(at) };
  switch (content.kind) {
    case 'STATUS':
      return make<RaceStatusChangedType, 'race'>(RaceStatusChangedType, { ...common, status: content.status });
    case 'PHASE': {
      const { runId, phase } = content;
      return make<RunPhaseChangedType, 'race' | 'run'>(RunPhaseChangedType, { ...common, runId, phase });
    }
    case 'ROUND': {
      const { round, progress } = content;
      const running = content.running.map(({ runId, secondsPerIteration, energyJoulesPerItem, ratioToLeader }) =>
        make<RunningEstimateType, 'run'>(RunningEstimateType, {
          runId,
          secondsPerIteration: toEstimate(secondsPerIteration),
          energyJoulesPerItem: toEstimate(energyJoulesPerItem),
          ratioToLeader: toEstimate(ratioToLeader),
        }),
      );
      return make<RoundFinishedType, 'race'>(RoundFinishedType, { ...common, round, progress, running });
    }
  }
}
