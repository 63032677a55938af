/**
 * A wall clock of its own for one process, that can be stepped while it runs: libfaketime (Debian: `faketime`). The
 * monotonic clock stays as it is, as it does on a machine whose time is set.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface MovableClock {
  readonly environment: Readonly<Record<string, string>>;
  /** From now on it is so far from the true time. */
  step(seconds: number): void;
  dispose(): void;
}

/** Null where it is not installed. */
export function findFakeTime(): string | null {
  const candidates = readdirSync('/usr/lib')
    .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`)
    .filter(existsSync);
  return candidates[0] ?? null;
}

export function movableClock(): MovableClock {
  const library = findFakeTime();
  if (library === null) throw new Error('no libfaketime is installed');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-clock-'));
  const file = path.join(folder, 'time');
  const step = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  step(0);
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    step,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
