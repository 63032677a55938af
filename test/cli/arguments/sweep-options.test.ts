import { Command } from 'commander';
import { addRaceOptions } from '../../../src/cli/arguments/race-options';
import { addSweepOptions, toStartSweepInput, type SweepOptions } from '../../../src/cli/arguments/sweep-options';

function inputOf(...options: string[]) {
  const command = addRaceOptions(addSweepOptions(new Command()))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const parsed = command.parse(['-e', 'pytorch', ...options], { from: 'user' }).opts<SweepOptions>();
  return toStartSweepInput('mlp', parsed);
}

describe('the options of a sweep', () => {
  it.each([
    ['batch-size', { over: 'BATCH_SIZE' }],
    ['batch_size', { over: 'BATCH_SIZE' }],
    ['Threads', { over: 'THREADS' }],
    ['sequence-length', { over: 'SEQUENCE_LENGTH' }],
    ['hidden1', { over: 'PARAMETER', parameter: 'hidden1' }],
  ])('%s is %j', (text, expected) => {
    const { race, values, ...over } = inputOf('--over', text, '--values', '1,8');
    expect(over).toEqual(expected);
    expect(values).toEqual([1, 8]);
    expect(race).toEqual({ workload: 'mlp', entrants: [{ engine: 'pytorch' }] });
  });

  it('names the sweep, not its races', () => {
    const { label, race } = inputOf('--over', 'threads', '--values', '1,2', '--label', 'mine', '--effort', 'quick');
    expect(label).toBe('mine');
    expect(race).toEqual({ workload: 'mlp', entrants: [{ engine: 'pytorch' }], effort: 'QUICK' });
  });

  it.each([
    ['a value that is no number', ['--over', 'threads', '--values', '1,many']],
    ['half a value', ['--over', 'threads', '--values', '1,1.5']],
    ['nothing that differs', ['--over', ' ', '--values', '1,2']],
    ['no values', ['--over', 'threads']],
    ['no dimension', ['--values', '1,2']],
  ])('%s is refused', (_what, options) => {
    expect(() => inputOf(...options)).toThrow(/must be|required/);
  });
});
