/** How work comes, as clients see it: of its kinds all but one are null. */
import type { Race } from '../../entities/race.entity';
import { sequencesOf } from '../../racing/race-workload';
import { ScenarioType, VariableLengthsType } from '../../schema/scenario.type';
import { make } from './make';

export function toScenario(race: Race): ScenarioType | null {
  return (
    race.scenario &&
    make<ScenarioType, never>(ScenarioType, {
      singleStream: race.scenario.singleStream ?? null,
      offline: race.scenario.offline ?? null,
      server: race.scenario.server ?? null,
      variableLengths: toVariableLengths(race),
      experimentation: race.scenario.experimentation ?? null,
      inputPipeline: race.scenario.inputPipeline ?? null,
    })
  );
}

function toVariableLengths(race: Race): VariableLengthsType | null {
  const policy = race.scenario?.variableLengths?.policy;
  const batches = sequencesOf(race);
  if (!policy || !batches) return null;
  const lengths = batches.flatMap((batch) => batch.lengths);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return make<VariableLengthsType, never>(VariableLengthsType, {
    policy,
    sequences: lengths.length,
    shortest: lengths.reduce((one, other) => Math.min(one, other)),
    longest: lengths.reduce((one, other) => Math.max(one, other)),
    timesteps: sum(lengths),
    filledTimesteps: sum(batches.map(({ steps, lengths: own }) => steps * own.length)),
  });
}
