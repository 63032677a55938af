import { showSetup } from '../../../src/cli/progress/setup-progress';
import type { SetupEvent, SetupOutcome } from '../../../src/environments/setup-event';
import { recordedTerminal } from '../support/terminal';

const READY: SetupOutcome = { kind: 'outcome', environment: 'pytorch', outcome: 'ready', seconds: 65 };
const FAILED: SetupOutcome = {
  kind: 'outcome',
  environment: 'tensorflow',
  outcome: 'failed',
  reason: 'The disk is full: free some space.',
  outputTail: '',
};

async function* events(): AsyncGenerator<SetupEvent> {
  yield { kind: 'progress', environment: 'pytorch', phase: 'packages', message: 'downloading torch', fraction: 0.5 };
  yield { kind: 'progress', environment: 'pytorch', phase: 'packages', message: 'downloading numpy', fraction: 0.9 };
  yield READY;
  yield FAILED;
  yield { kind: 'summary', outcomes: [READY, FAILED] };
}

describe('showing set-up', () => {
  it('is a line per step and a line per outcome; a failure says what to do', async () => {
    const terminal = recordedTerminal();
    expect(await showSetup(terminal, events())).toEqual([READY, FAILED]);
    expect(terminal.written).toEqual({
      out: '',
      err: [
        '  pytorch: downloading torch',
        '✓ pytorch: ready after 1 min 05 s',
        '✗ tensorflow: The disk is full: free some space.',
        '',
      ].join('\n'),
    });
  });

  it('is a bar on a terminal', async () => {
    const terminal = recordedTerminal(true);
    await showSetup(terminal, events());
    expect(terminal.written.err).toMatch(/█{12}░{12} {2}pytorch: downloading torch/);
    expect(terminal.written.err).toContain('✓ pytorch: ready after 1 min 05 s\n');
  });
});
