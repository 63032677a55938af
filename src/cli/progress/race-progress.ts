/** Shows a race while it goes on: a bar where a line can be redrawn, plain lines elsewhere. */
import { SingleBar } from 'cli-progress';
import type { RaceEventView } from '../api/types';
import { note, type Terminal } from '../terminal';
import { BAR_STYLE } from './bar-style';
import { advance, describePicture, FIRST_PICTURE, progressOf, type NamedRun } from './race-picture';

export interface RaceProgress {
  show(event: RaceEventView): void;
  /** A line that stays. */
  say(text: string): void;
  /** Leaves the terminal as it was found. Call it however the race ends. */
  stop(): void;
}

export function createRaceProgress(terminal: Terminal, runs: readonly NamedRun[]): RaceProgress {
  return terminal.interactive ? createBar(terminal, runs) : createLines(terminal, runs);
}

function createLines(terminal: Terminal, runs: readonly NamedRun[]): RaceProgress {
  let picture = FIRST_PICTURE;
  let last = '';
  return {
    show(event) {
      const before = picture;
      picture = advance(picture, event);
      // Of phases only the one that is new: all of them on every line are unreadable with seven entrants.
      if (event.__typename === 'RunPhaseChanged') {
        const label = runs.find(({ id }) => id === event.run.id)?.label ?? event.run.id;
        if (picture !== before) note(terminal, `  ${label}: ${event.phase}`);
        return;
      }
      const percent = picture.stage === 'measuring' ? ` · ${Math.round(progressOf(picture) * 100)} %` : '';
      const line = describePicture(picture, runs) + percent;
      if (line !== last) note(terminal, `  ${line}`);
      last = line;
    },
    say: (text) => note(terminal, text),
    stop: () => undefined,
  };
}

/** Redraws rarely: what draws here may share its processor with what is being measured. */
function createBar(terminal: Terminal, runs: readonly NamedRun[]): RaceProgress {
  let picture = FIRST_PICTURE;
  const bar = new SingleBar({
    ...BAR_STYLE,
    stream: terminal.err,
    format: '  {bar} {percentage} %  {detail}  {duration_formatted}',
  });
  const start = () => bar.start(1, progressOf(picture), { detail: describePicture(picture, runs) });
  start();
  return {
    show(event) {
      picture = advance(picture, event);
      bar.update(progressOf(picture), { detail: describePicture(picture, runs) });
    },
    say(text) {
      bar.stop();
      note(terminal, text);
      start();
    },
    stop: () => bar.stop(),
  };
}
