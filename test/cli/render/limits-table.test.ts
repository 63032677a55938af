import { renderLimits } from '../../../src/cli/render/limits-table';
import { PLAIN } from '../support/terminal';

const LIMIT = {
  ...{ device: 'CPU', precision: 'FLOAT32', threads: 2, flopsPerSecond: 101.6e9 },
  ...{ engine: 'pytorch', variant: 'eager', engineVersion: '2.13.0', matrixSize: 4096 },
  streams: [
    { workingSetBytes: 2 ** 21, bytesPerSecond: 83.05e9 },
    { workingSetBytes: 768 * 2 ** 20, bytesPerSecond: 9.2e9 },
  ],
  measuredAt: '2026-11-27T16:00:00.000Z',
};

it('shows what a machine can do at most, a row for each kind of work', () => {
  const gpu = { ...LIMIT, device: 'GPU', threads: null, streams: LIMIT.streams.slice(1) };
  expect(`\n${renderLimits({ id: 'hw_1', cpuModel: 'Some processor', limits: [LIMIT, gpu] }, PLAIN)}`).toBe(`
Some processor
  device  precision  threads  fastest product  by                             memory                                 measured
  CPU     FLOAT32    2        102 GFLOP/s      pytorch 2.13.0 (eager), 4096²  83.0 GB/s (2 MiB), 9.2 GB/s (768 MiB)  2026-11-27
  GPU     FLOAT32    –        102 GFLOP/s      pytorch 2.13.0 (eager), 4096²  9.2 GB/s (768 MiB)                     2026-11-27`);
});
