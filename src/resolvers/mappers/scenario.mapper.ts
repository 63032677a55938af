/** How work comes, as clients see it: of its kinds all but one are null. */
import type { ScenarioFacts } from '../../entities/race.entity';
import { ScenarioType } from '../../schema/scenario.type';
import { make } from './make';

export function toScenario(facts: ScenarioFacts | null): ScenarioType | null {
  if (facts === null) return null;
  return make<ScenarioType, never>(ScenarioType, {
    server: facts.server ?? null,
    inputPipeline: facts.inputPipeline ?? null,
  });
}
