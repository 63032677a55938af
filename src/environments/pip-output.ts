/** Reads what pip prints: progress for people, and the reason of a failure. */

/** A line worth showing. */
export interface PipProgress {
  readonly message: string;
  readonly fraction?: number;
}

/** From pip 24.1 on `--progress-bar=raw` prints `Progress <bytes> of <bytes>` lines. */
export function progressBarOption(pipVersion: string): '--progress-bar=raw' | '--progress-bar=off' {
  const [major = 0, minor = 0] = pipVersion.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 1) ? '--progress-bar=raw' : '--progress-bar=off';
}

/** Turns pip's lines into progress; lines that say nothing to a user give null. Keeps the file being downloaded. */
export function createPipReader(): (line: string) => PipProgress | null {
  let download = '';
  return (line) => {
    const bytes = /^Progress (\d+) of (\d+)$/.exec(line);
    if (bytes) {
      const total = Number(bytes[2]);
      return total > 0 ? { message: download, fraction: Math.min(1, Number(bytes[1]) / total) } : null;
    }
    const collecting = /^Collecting (\S+)/.exec(line);
    if (collecting?.[1]) return { message: `looking for ${collecting[1]}` };
    const downloading = /^\s*(?:Downloading|Using cached|Processing)\s+(\S+)(?:\s+(\([\d.]+ \w+\)))?/.exec(line);
    if (downloading?.[1]) {
      download = ['downloading', fileName(downloading[1]), downloading[2]].filter(Boolean).join(' ');
      return { message: download };
    }
    if (line.startsWith('Installing collected packages')) return { message: 'unpacking packages' };
    return null;
  };
}

function fileName(address: string): string {
  return address.split('/').at(-1) ?? address;
}

/** Why pip failed, told apart by what it printed: `no-build` means that another interpreter may do. */
export type PipFailure =
  { readonly kind: 'no-build'; readonly sentence: string } | { readonly kind: 'other'; readonly sentence: string };

const CAUSES: readonly { pattern: RegExp; sentence: string }[] = [
  { pattern: /No space left on device/i, sentence: 'The disk is full: free some space.' },
  {
    pattern:
      /Read timed out|ConnectTimeout|NewConnectionError|Temporary failure in name resolution|ConnectionError|Failed to establish/i,
    sentence: 'The package index could not be reached: check the network and pip’s configuration (`pip config list`).',
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SSLError/i,
    sentence: 'The package index’s certificate was refused: check pip’s `cert` setting.',
  },
  { pattern: /THESE PACKAGES DO NOT MATCH THE HASHES/i, sentence: 'A download was damaged: try again.' },
  {
    pattern: /Permission denied/i,
    sentence: 'Writing to the cache directory was refused: check its permissions or set PHOTOFINISH_CACHE_DIR.',
  },
];

/** The failure behind the tail of pip's output. Causes are looked for before the missing build that they also lead to. */
export function explainPipFailure(tail: string): PipFailure {
  const cause = CAUSES.find(({ pattern }) => pattern.test(tail));
  if (cause) return { kind: 'other', sentence: cause.sentence };
  const missing =
    /No matching distribution found for (\S+)|Could not find a version that satisfies the requirement (\S+)/.exec(tail);
  const name = missing?.[1] ?? missing?.[2];
  if (name) {
    return { kind: 'no-build', sentence: `The package index has no build of ${name} for this Python and machine.` };
  }
  const error = tail.split('\n').findLast((line) => line.startsWith('ERROR: '));
  const said = error
    ? `pip said: ${error.slice('ERROR: '.length).replace(/\.?$/, '.')}`
    : 'pip failed without saying why.';
  return { kind: 'other', sentence: said };
}
