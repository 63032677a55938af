import { setTimeout as sleep } from 'node:timers/promises';
import { abortOnInterrupt, interrupted, onInterrupt } from '../../src/cli/signals';

describe('Ctrl-C', () => {
  it('asks for an orderly end first, and ends at once the second time', async () => {
    const calls: string[] = [];
    const release = onInterrupt(
      () => calls.push('first'),
      (code) => calls.push(`exit ${code}`),
    );
    process.emit('SIGINT');
    // The same key press may arrive again from the program above us.
    process.emit('SIGINT');
    expect(calls).toEqual(['first']);
    await sleep(450);
    process.emit('SIGTERM');
    expect(calls).toEqual(['first', 'exit 130']);
    release();
  });

  it('ends waiting, and so does an abort, which leaves no handler behind', async () => {
    const before = process.listenerCount('SIGTERM');
    const controller = new AbortController();
    const waiting = interrupted(controller.signal);
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    controller.abort();
    await waiting;
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('aborts work with a reason that is no error of the program', () => {
    const { signal, release } = abortOnInterrupt();
    process.emit('SIGINT');
    release();
    expect(signal.reason).toMatchObject({ exitCode: 130 });
  });
});
