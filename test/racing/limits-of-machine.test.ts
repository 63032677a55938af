import type { MachineLimit } from '../../src/entities/machine-limit.entity';
import { limitsOf, subjectOf } from '../../src/racing/limits-of-machine';

const measurement = (values: Partial<MachineLimit>): MachineLimit => ({
  id: '0b3c8a2e-0000-4000-8000-000000000000',
  hardwareProfileId: 'hw_1',
  hardwareProfile: undefined as never,
  device: 'CPU',
  precision: 'FLOAT32',
  threads: 2,
  flopsPerSecond: 100e9,
  engine: 'pytorch',
  variant: 'eager',
  engineVersion: '2.13.0',
  matrixSize: 2048,
  streams: [{ workingSetBytes: 1e6, bytesPerSecond: 80e9 }],
  measuredAt: 1,
  ...values,
});

describe('the limits of a machine', () => {
  test('of each kind of work the greatest that was ever seen, whichever measurement saw it', () => {
    const slow = measurement({
      streams: [
        { workingSetBytes: 1e6, bytesPerSecond: 90e9 },
        { workingSetBytes: 1e8, bytesPerSecond: 10e9 },
      ],
    });
    const fast = measurement({
      flopsPerSecond: 120e9,
      engine: 'jax',
      streams: [
        { workingSetBytes: 1e8, bytesPerSecond: 12e9 },
        { workingSetBytes: 1e6, bytesPerSecond: 70e9 },
      ],
    });
    const again = measurement({ flopsPerSecond: 90e9, measuredAt: 7 });
    expect(limitsOf([slow, fast, again])).toEqual([
      {
        ...fast,
        streams: [
          { workingSetBytes: 1e6, bytesPerSecond: 90e9 },
          { workingSetBytes: 1e8, bytesPerSecond: 12e9 },
        ],
        measuredAt: 7,
      },
    ]);
  });

  test('precisions, thread counts and devices are apart', () => {
    const rows = [
      measurement({}),
      measurement({ threads: 1 }),
      measurement({ precision: 'BFLOAT16' }),
      measurement({ device: 'GPU', threads: null }),
    ];
    expect(limitsOf(rows)).toEqual(rows);
  });

  test('a race on a GPU is held against the GPU, whatever threads its host has', () => {
    expect(subjectOf({ device: 'GPU', precision: 'FLOAT32', threads: 2 })).toEqual({
      device: 'GPU',
      precision: 'FLOAT32',
      threads: null,
    });
  });
});
