/** What trials of a server found, as clients see it. */
import type { ProbeFacts, ServingFacts } from '../../entities/trial.entity';
import { NANOSECONDS_PER_SECOND } from '../../racing/block-codec';
import { latencyPercentiles } from '../../racing/latencies';
import { isKept, isLate, rateOf, servedRate } from '../../racing/trial-serving';
import { ServingProbeType, TrialServingType } from '../../schema/trial-serving.type';
import { make } from './make';

export function toServing(facts: ServingFacts | null): TrialServingType | null {
  if (facts === null) return null;
  return make<TrialServingType, never>(TrialServingType, {
    requestsPerSecond: servedRate(facts),
    probes: facts.probes.map((probe) => toProbe(probe, facts)),
  });
}

function toProbe(probe: ProbeFacts, facts: ServingFacts): ServingProbeType {
  const { requestsPerSecond, requests, overBound, latenessNanoseconds, latencies } = probe;
  return make<ServingProbeType, never>(ServingProbeType, {
    ...{ requestsPerSecond, requests, overBound },
    answeredPerSecond: rateOf(probe),
    kept: isKept(probe, facts),
    latenessSeconds: latenessNanoseconds / NANOSECONDS_PER_SECOND,
    valid: !isLate(probe, facts),
    latency: latencyPercentiles([latencies]),
  });
}
