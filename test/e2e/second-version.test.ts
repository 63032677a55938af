/** Two real versions of one framework in one race: the second interpreter is registered by configuration only. */
import { existsSync } from 'node:fs';
import { findCompletedEnvironment } from '../../src/environments/completed-environment';
import { loadConfiguration } from '../../src/config';
import { packageRoot } from '../../src/engines/worker-path';
import * as path from 'node:path';
import { race, startServer } from './support';

interface SecondVersion {
  readonly engineId: string;
  /** null where it is not there. */
  readonly interpreter: string | null;
  /** What to do about that. */
  readonly otherwise: string;
}

const SECOND_VERSIONS: readonly SecondVersion[] = [
  {
    engineId: 'jax',
    interpreter:
      findCompletedEnvironment(loadConfiguration().cacheDirectory, 'second-jax', [
        path.join(packageRoot(), 'test/fixtures/second-jax/requirements.txt'),
      ])?.interpreter ?? null,
    otherwise: 'npm test makes its environment',
  },
  {
    // Other builds of PyTorch than the CPU's are gigabytes: whoever has one names its interpreter.
    engineId: 'pytorch',
    interpreter: process.env['PHOTOFINISH_TEST_SECOND_TORCH'] ?? null,
    otherwise: 'name the interpreter of another PyTorch in PHOTOFINISH_TEST_SECOND_TORCH',
  },
];

describe.each(SECOND_VERSIONS)('a second version of $engineId', ({ engineId, interpreter, otherwise }) => {
  const there = interpreter !== null && existsSync(interpreter);
  if (!there) process.stderr.write(`SKIPPED: no second version of ${engineId} is here: ${otherwise}.\n`);

  (there ? test : test.skip)(
    'races the first one as an engine of its own, and both say which version they are',
    async () => {
      const runtimes = [{ engineId, name: 'lab', interpreter: interpreter as string }];
      const server = await startServer({ runtimes });
      try {
        const result = await race(server, {
          workload: 'mlp',
          parameters: [],
          task: 'TRAINING',
          entrants: [{ engine: engineId }, { engine: `${engineId}@lab` }],
          budgetSeconds: 10,
        });
        expect(result.status).toBe('FINISHED');
        expect(result.runs.map(({ engine }) => engine.id)).toEqual([engineId, `${engineId}@lab`]);
        for (const run of result.runs) expect(run).toMatchObject({ status: 'FINISHED', parity: { passed: true } });
        const [first, second] = result.runs.map(({ engineVersion }) => engineVersion);
        expect(first).toMatch(/^\d+\.\d+/);
        expect(second).toMatch(/^\d+\.\d+/);
        expect(first).not.toBe(second);
        expect(result.comparisons[0]?.sentence).toContain(`${result.runs[1]?.label}`);
      } finally {
        await server.stop();
      }
    },
    180_000,
  );
});
