/** Shows set-up while it works and how each part ended. */
import { SingleBar } from 'cli-progress';
import type { SetupEvent, SetupOutcome, SetupProgress } from '../../environments/setup-event';
import { renderSetupOutcome } from '../render/setup';
import { note, type Terminal } from '../terminal';
import { BAR_STYLE } from './bar-style';

/** Reads the events to their end and returns the outcomes, one per environment. */
export async function showSetup(
  terminal: Terminal,
  events: AsyncIterable<SetupEvent>,
): Promise<readonly SetupOutcome[]> {
  const line = terminal.interactive ? createBarLine(terminal) : createPlainLines(terminal);
  let outcomes: readonly SetupOutcome[] = [];
  try {
    for await (const event of events) {
      if (event.kind === 'progress') line.show(event);
      else line.clear();
      if (event.kind === 'outcome') note(terminal, renderSetupOutcome(event, terminal.colors));
      if (event.kind === 'summary') outcomes = event.outcomes;
    }
  } finally {
    line.clear();
  }
  return outcomes;
}

interface ProgressLine {
  show(event: SetupProgress): void;
  clear(): void;
}

/** One line per step; installing tells every package, which is too much where nothing can be redrawn. */
function createPlainLines(terminal: Terminal): ProgressLine {
  let last = '';
  return {
    show({ environment, phase, message }) {
      const step = `${environment} ${phase}`;
      if (step !== last) note(terminal, `  ${environment}: ${message}`);
      last = step;
    },
    clear: () => undefined,
  };
}

function createBarLine(terminal: Terminal): ProgressLine {
  let bar: SingleBar | null = null;
  return {
    show({ environment, message, fraction }) {
      const detail = `${environment}: ${message}`;
      if (bar) {
        bar.update(fraction ?? 0, { detail });
        return;
      }
      bar = new SingleBar({ ...BAR_STYLE, stream: terminal.err, format: '  {bar}  {detail}  {duration_formatted}' });
      bar.start(1, fraction ?? 0, { detail });
    },
    clear() {
      bar?.stop();
      bar = null;
    },
  };
}
