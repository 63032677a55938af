/** What the tests ask of a race, and the shape of the answer. */

export const START = /* GraphQL */ `
  mutation ($input: StartRaceInput!) {
    startRace(input: $input) {
      id
      status
    }
  }
`;

export const RESULT = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      id
      status
      verdict
      roundsCompleted
      seed
      practicalDifference
      environmentGrade
      failure {
        phase
        code
        message
        advice
      }
      warnings {
        code
        message
      }
      standings {
        tier
        run {
          label
        }
      }
      comparisons {
        baseline {
          label
        }
        candidate {
          label
        }
        ratio {
          value
          low
          high
          confidence
        }
        verdict
        clear
        sentence
        rounds
        flags
      }
      runs {
        id
        label
        status
        engineVersion
        engine {
          id
        }
        variant {
          id
        }
        failure {
          phase
          code
          message
          advice
          logTail
        }
        settings {
          name
          value
        }
        parity {
          passed
          error
          tolerance
          reference
          lossError
          stepLossError
          lossTolerance
        }
        secondsPerIteration {
          value
          low
          high
          confidence
        }
        itemsPerSecond {
          value
          low
          high
        }
        coldStart {
          importSeconds
          timeToFirstResultSeconds
        }
        timeToFirstResultSeconds {
          value
          low
          high
        }
        peakMemoryBytes
        peakDeviceMemoryBytes
        hostBoundShare
        percentOfLimit
        latency {
          p50
          p90
          p99
          count
        }
        energyJoulesPerItem {
          value
          low
          high
          confidence
        }
        requestsPerSecond {
          value
          low
          high
        }
        trials(first: 100) {
          totalCount
          edges {
            node {
              round
              iterationsPerBlock
              blockSeconds
              timeToFirstResultSeconds
              tags
            }
          }
        }
      }
    }
  }
`;

export interface EstimateView {
  value: number;
  low: number;
  high: number;
  confidence: number;
}

export interface RaceView {
  id: string;
  status: string;
  verdict: string | null;
  roundsCompleted: number;
  seed: number;
  environmentGrade: string | null;
  failure: { phase: string; code: string; message: string; advice: string | null } | null;
  warnings: { code: string; message: string }[];
  standings: { tier: number; run: { label: string } }[];
  comparisons: {
    baseline: { label: string };
    candidate: { label: string };
    ratio: EstimateView;
    verdict: string;
    clear: boolean;
    sentence: string;
    rounds: number;
    flags: string[];
  }[];
  runs: {
    id: string;
    label: string;
    status: string;
    engineVersion: string | null;
    engine: { id: string };
    failure: { phase: string; code: string; message: string; advice: string | null; logTail: string | null } | null;
    settings: { name: string; value: string }[];
    parity: {
      passed: boolean;
      error: number;
      tolerance: number;
      reference: string;
      lossError: number | null;
      stepLossError: number | null;
      lossTolerance: number | null;
    } | null;
    secondsPerIteration: EstimateView | null;
    itemsPerSecond: EstimateView | null;
    coldStart: { importSeconds: number; timeToFirstResultSeconds: number } | null;
    timeToFirstResultSeconds: { value: number; low: number; high: number } | null;
    peakMemoryBytes: number | null;
    peakDeviceMemoryBytes: number | null;
    hostBoundShare: number | null;
    percentOfLimit: unknown;
    latency: { p50: number; p90: number | null; p99: number | null; count: number } | null;
    energyJoulesPerItem: unknown;
    requestsPerSecond: { value: number; low: number; high: number } | null;
    trials: {
      totalCount: number;
      edges: {
        node: {
          round: number;
          iterationsPerBlock: number;
          blockSeconds: number[];
          timeToFirstResultSeconds: number | null;
          tags: string[];
        };
      }[];
    };
  }[];
}
