/** Shows races that were asked for together, one after the other, until all are over. */
import type { ApiClient } from './api/client';
import { showUntilOver } from './conduct-race';
import { createRaceProgress, type RaceProgress } from './progress/race-progress';
import { onInterrupt } from './signals';
import { note, type Terminal } from './terminal';

export interface RaceGroup {
  /** "sweep" */
  readonly what: string;
  readonly id: string;
  /** The mutation that ends those of its races that go on, by `$id`. */
  readonly cancel: string;
  /** In the order of the queue. */
  readonly races: readonly {
    readonly id: string;
    /** What is said before it begins. */
    readonly title: string;
    readonly runs: readonly { readonly id: string; readonly label: string }[];
  }[];
  /** Said before each but the first; null: nothing. */
  readonly between?: () => Promise<string | null>;
}

/**
 * Resolves when all are over, also where they failed or were cancelled, with whether Ctrl-C came while they went on: then the
 * server was asked to cancel them, and what was measured is kept. Throws `CommandFailure` where the server goes away.
 */
export async function conductGroup(api: ApiClient, group: RaceGroup, terminal: Terminal): Promise<boolean> {
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
    note(terminal, `Cancelling the ${group.what}; what was measured is kept. Ctrl-C again leaves at once.`);
    api
      .request(group.cancel, { id: group.id })
      .catch((error: Error) => note(terminal, `It could not be cancelled: ${error.message}`));
  });
  try {
    for (const [index, { id, title, runs }] of group.races.entries()) {
      const progress = interrupted ? SILENT : createRaceProgress(terminal, runs);
      if (!interrupted) {
        const between = index > 0 ? await group.between?.() : null;
        note(terminal, `${title} (${index + 1} of ${group.races.length})${between ? `, ${between}` : ''}`);
      }
      await showUntilOver(api, id, progress).finally(() => progress.stop());
    }
    return interrupted;
  } finally {
    release();
  }
}

/** Of races that are being cancelled. */
const SILENT: RaceProgress = { show: () => undefined, say: () => undefined, stop: () => undefined };
