import { Command } from 'commander';
import type { StartRaceInput } from '../../../src/cli/api/types';
import { addRaceOptions, toStartRaceInput, type RaceOptions } from '../../../src/cli/arguments/race-options';

function parse(...argv: string[]): StartRaceInput {
  const command = addRaceOptions(new Command('race').argument('<workload>')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.parse(argv, { from: 'user' });
  return toStartRaceInput(command.args[0] ?? '', command.opts<RaceOptions>());
}

describe('the options of a race', () => {
  it('leaves out what was not given, so that the defaults of the server hold', () => {
    expect(parse('mlp', '--entrants', 'pytorch')).toEqual({ workload: 'mlp', entrants: [{ engine: 'pytorch' }] });
  });

  it('gives every option to the field of its name', () => {
    const argv = [
      ...['lstm', '-e', 'pytorch,tensorflow', '--task', 'training', '--effort', 'quick', '--question', 'vs-baseline'],
      ...['--metric', 'latency', '--precision', 'float32', '--device', 'cpu', '-p', 'units=64', '-p', 'steps=20'],
      ...[
        '--batch-size',
        '8',
        '--practical-difference',
        '3%',
        '--target-half-width',
        '0.5%',
        '--self-check',
        '--budget',
        '2m',
        '--threads',
        '2',
        '--seed',
        '7',
      ],
      ...['--label', 'mine'],
    ];
    expect(parse(...argv)).toEqual({
      workload: 'lstm',
      entrants: [{ engine: 'pytorch' }, { engine: 'tensorflow' }],
      parameters: [
        { name: 'units', value: 64 },
        { name: 'steps', value: 20 },
      ],
      task: 'TRAINING',
      effort: 'QUICK',
      question: 'VS_BASELINE',
      metric: 'LATENCY',
      precision: 'FLOAT32',
      device: 'CPU',
      batchSize: 8,
      practicalDifference: 0.03,
      targetHalfWidth: 0.005,
      selfCheck: true,
      budgetSeconds: 120,
      threads: 2,
      seed: 7,
      label: 'mine',
    });
  });

  it('takes what there is to be said of compilation caches', () => {
    const argv = ['mlp', '-e', 'pytorch', '--metric', 'time-to-first-result', '--compilation-caches', 'empty'];
    expect(parse(...argv)).toMatchObject({ metric: 'TIME_TO_FIRST_RESULT', compilationCaches: 'EMPTY' });
    expect(() => parse('mlp', '-e', 'pytorch', '--compilation-caches', 'cold')).toThrow();
  });

  it('makes a scenario of a bound, with its percentile where that is given', () => {
    const argv = ['mlp', '-e', 'pytorch', '--server-bound', '10ms'];
    expect(parse(...argv)).toMatchObject({ scenario: { server: { latencyBoundSeconds: 0.01 } } });
    expect(parse(...argv, '--percentile', '95').scenario).toEqual({
      server: { latencyBoundSeconds: 0.01, percentile: 95 },
    });
    expect(() => parse('mlp', '-e', 'pytorch', '--percentile', '95')).toThrow(/bound/);
    expect(parse('mlp', '-e', 'pytorch')).not.toHaveProperty('scenario');
  });

  it('makes a scenario of a change of the model, live unless it is said otherwise', () => {
    const argv = ['mlp', '-e', 'pytorch', '--task', 'training', '--edit', 'batch-shape'];
    expect(parse(...argv).scenario).toEqual({ experimentation: { edit: 'BATCH_SHAPE' } });
    expect(parse(...argv, '--process', 'fresh').scenario).toEqual({
      experimentation: { edit: 'BATCH_SHAPE', process: 'FRESH' },
    });
    expect(() => parse('mlp', '-e', 'pytorch', '--process', 'live')).toThrow(/change/);
    expect(() => parse('mlp', '-e', 'pytorch', '--edit', 'weights')).toThrow();
  });

  it('makes a scenario of images from the disk, with what is given of them', () => {
    const argv = ['resnet18', '-e', 'pytorch', '--input-pipeline'];
    expect(parse(...argv).scenario).toEqual({ inputPipeline: {} });
    expect(parse(...argv, '--image-size', '240x320', '--loader-workers', '4').scenario).toEqual({
      inputPipeline: { imageHeight: 240, imageWidth: 320, workers: 4 },
    });
    expect(() => parse('resnet18', '-e', 'pytorch', '--loader-workers', '4')).toThrow(/input pipelines/);
    // That only one is possible is for the server to say.
    expect(Object.keys(parse(...argv, '--server-bound', '10ms').scenario ?? {})).toEqual(['server', 'inputPipeline']);
  });

  it('keeps zeros: whether zero is allowed is for the server to say', () => {
    expect(parse('mlp', '-e', 'pytorch', '--batch-size', '0', '--seed', '0')).toMatchObject({ batchSize: 0, seed: 0 });
  });

  it('wants entrants', () => {
    expect(() => parse('mlp')).toThrow(/--entrants/);
  });
});
