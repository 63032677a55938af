/** What a client reads of a race through input pipelines. */
import type { TestServer } from './support';

const PIPELINES = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      metric
      scenario {
        server {
          percentile
        }
        inputPipeline {
          imageHeight
          imageWidth
          workers
        }
      }
      spec
      runs {
        label
        settings {
          name
          value
        }
        secondsPerIteration {
          value
        }
        inputPipeline {
          modelSeconds {
            value
            low
            high
          }
          loaderSeconds {
            value
          }
          bothSeconds {
            value
          }
          overlapEfficiency {
            value
          }
          bottleneck
        }
        trials(first: 100) {
          edges {
            node {
              iterationsPerBlock
              blockSeconds
              inputPipeline {
                modelSeconds
                loaderSeconds
                bothSeconds
                overlapEfficiency
                modelBlockSeconds
                loaderBlockSeconds
                pageCache
                imagesSha256
              }
            }
          }
        }
      }
    }
  }
`;

interface Value {
  value: number;
}
interface RunView {
  label: string;
  settings: { name: string; value: string }[];
  secondsPerIteration: Value | null;
  inputPipeline: {
    modelSeconds: Value & { low: number; high: number };
    loaderSeconds: Value;
    bothSeconds: Value;
    overlapEfficiency: Value;
    bottleneck: string;
  } | null;
  trials: {
    edges: {
      node: {
        iterationsPerBlock: number;
        blockSeconds: number[];
        inputPipeline: {
          modelSeconds: number;
          bothSeconds: number;
          modelBlockSeconds: number[];
          loaderBlockSeconds: number[];
          pageCache: string;
          imagesSha256: string;
        } | null;
      };
    }[];
  };
}
interface PipelineView {
  metric: string;
  scenario: { server: unknown; inputPipeline: unknown };
  spec: Record<string, unknown>;
  runs: RunView[];
}

export const pipelinesOf = async (server: TestServer, id: string) => {
  const { data, errors } = await server.query<{ race: PipelineView }>(PIPELINES, { id });
  expect(errors).toBeUndefined();
  return data.race;
};
