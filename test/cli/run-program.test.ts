import { Command } from 'commander';
import { ApiError, CommandFailure } from '../../src/cli/failure';
import { runProgram } from '../../src/cli/run-program';
import { ConfigurationError } from '../../src/config';
import { badInput } from '../../src/errors';
import { recordedTerminal } from './support/terminal';

async function run(action: () => unknown, argv: string[] = ['act']) {
  const terminal = recordedTerminal();
  const program = new Command('photofinish')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, outputError: () => {} });
  program
    .command('act')
    .option('--json')
    .action(async () => void (await action()));
  const exitCode = await runProgram(program, ['node', 'photofinish', ...argv], terminal);
  return { exitCode, ...terminal.written };
}

function throwing(error: unknown) {
  return () => {
    throw error;
  };
}

describe('how a command ends', () => {
  it('is 0 when all went well, and for help', async () => {
    expect((await run(() => undefined)).exitCode).toBe(0);
    expect((await run(() => undefined, ['--help'])).exitCode).toBe(0);
  });

  it('is 2 for bad input, with the field and what to do', async () => {
    const refusal = new ApiError(
      'There is no such engine.',
      'BAD_USER_INPUT',
      'input.entrants[1].engine',
      'Take pytorch.',
    );
    expect(await run(throwing(refusal))).toEqual({
      exitCode: 2,
      out: '',
      err: '✗ input.entrants[1].engine: There is no such engine.\n  → Take pytorch.\n',
    });
    expect((await run(throwing(badInput('x', 'Wrong.', 'Right.')))).exitCode).toBe(2);
    expect((await run(throwing(new ConfigurationError(['PORT: wrong'])))).exitCode).toBe(2);
  });

  it('is 2 for an unknown option or command', async () => {
    expect(await run(() => undefined, ['act', '--frobnicate'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("✗ unknown option '--frobnicate'") as string,
    });
    expect((await run(() => undefined, ['nonsense'])).exitCode).toBe(2);
  });

  it('is 1 for refusals that are nobody’s mistake', async () => {
    expect(
      (await run(throwing(new ApiError('Too many races are waiting.', 'QUEUE_FULL', null, 'Wait.')))).exitCode,
    ).toBe(1);
    expect((await run(throwing(new CommandFailure('The port is taken.', 'Set PORT.')))).err).toBe(
      '✗ The port is taken.\n  → Set PORT.\n',
    );
  });

  it('shows one sentence and no stack trace for what nobody foresaw', async () => {
    const { err, exitCode } = await run(throwing(new Error('It broke.\nRequire stack:\n- /some/file.js')));
    expect({ err, exitCode }).toEqual({ err: '✗ It broke.\n', exitCode: 1 });
  });

  it('is a document on standard output with --json, also when it fails', async () => {
    const { out, err } = await run(throwing(new CommandFailure('The port is taken.', 'Set PORT.')), ['act', '--json']);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'FAILED', message: 'The port is taken.', field: null, advice: 'Set PORT.' },
    });
    expect(err).toContain('The port is taken.');
  });
});
