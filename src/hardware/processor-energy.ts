/**
 * The energy of the processors as Linux shows it (RAPL, also of AMD): one folder per domain with a counter in
 * microjoules that begins anew past `max_energy_range_uj` (Documentation/power/powercap/powercap.rst).
 */
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { counted, EnergyUnreadable, nowSeconds, type EnergyMeter, type NoEnergyMeter } from './energy-meter';
import { readText, textOrNull, type ReadText } from './text-file';

export const POWERCAP_FOLDER = '/sys/class/powercap';

const MICROJOULES_PER_JOULE = 1e6;
/** `intel-rapl:0`; the same packages show again as `intel-rapl-mmio:0`, and `psys` holds them all once more. */
const PACKAGE_FOLDER = /^intel-rapl:\d+$/;
const PACKAGE_NAME = /^package-/;
/** `intel-rapl:0:1`: parts of a package. `dram` alone is not in its counter; `core` and `uncore` are. */
const PART_FOLDER = /^intel-rapl:\d+:\d+$/;
const MEMORY_NAME = 'dram';

const ABSENT_ADVICE =
  'Virtual machines and containers usually have none: race on the host itself, or by another metric.';
const CLOSED_ADVICE =
  'Since Linux 5.10 only root may read it: `sudo chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj` allows it until the next start of the machine. What other programs do can be told from it.';

/** Opens what is there under `folder`. `read` is for tests. */
export function openProcessorEnergy(
  folder: string = POWERCAP_FOLDER,
  read: ReadText = readText,
): EnergyMeter | NoEnergyMeter {
  const domains = listDomains(folder, read);
  const packages = domains.filter(({ name }) => PACKAGE_NAME.test(name));
  if (packages.length === 0) {
    const reason = `No processor here shows its energy: ${folder} has no intel-rapl:N of a package.`;
    return { kind: 'absent', reason, advice: ABSENT_ADVICE };
  }
  try {
    const counters = domains.map(({ directory }) => new WrappingCounter(directory, read));
    const memory = domains.length > packages.length ? ` and ${packages.length === 1 ? 'its' : 'their'} memory` : '';
    return {
      kind: 'meter',
      covers: `${counted(packages.length, 'processor package')}${memory}`,
      read: () => readAll(counters),
      close: () => undefined,
    };
  } catch (error) {
    if (!(error instanceof EnergyUnreadable)) throw error;
    return { kind: 'unreadable', reason: error.message, advice: CLOSED_ADVICE };
  }
}

interface Domain {
  readonly directory: string;
  readonly name: string;
}

/** Every package, and the memory beside each where it is counted. */
function listDomains(folder: string, read: ReadText): Domain[] {
  return entriesOf(folder).flatMap((entry) => {
    const directory = path.join(folder, entry);
    const name = textOrNull(read, path.join(directory, 'name'))?.trim() ?? '';
    const wanted =
      (PACKAGE_FOLDER.test(entry) && PACKAGE_NAME.test(name)) || (PART_FOLDER.test(entry) && name === MEMORY_NAME);
    return wanted ? [{ directory, name }] : [];
  });
}

// Not async: the files are read one right after the other, which is what makes them one reading.
function readAll(counters: readonly WrappingCounter[]): Promise<{ atSeconds: number; joules: number }> {
  try {
    const microjoules = counters.reduce((sum, counter) => sum + counter.advance(), 0);
    return Promise.resolve({ atSeconds: nowSeconds(), joules: microjoules / MICROJOULES_PER_JOULE });
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** One file. It wraps after minutes at full power, so it must be read more often than that. */
class WrappingCounter {
  private readonly file: string;
  private readonly range: number;
  private last: number;
  private total = 0;

  constructor(
    directory: string,
    private readonly read: ReadText,
  ) {
    this.file = path.join(directory, 'energy_uj');
    this.range = readNumber(path.join(directory, 'max_energy_range_uj'), read);
    this.last = readNumber(this.file, read);
  }

  /** Microjoules since it was made. */
  advance(): number {
    const now = readNumber(this.file, this.read);
    this.total += now >= this.last ? now - this.last : now - this.last + this.range;
    this.last = now;
    return this.total;
  }
}

function readNumber(file: string, read: ReadText): number {
  let text: string;
  try {
    text = read(file).trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new EnergyUnreadable(`The energy counter is there, and cannot be read (${code}): ${file}.`);
  }
  if (/^\d+$/.test(text)) return Number(text);
  throw new EnergyUnreadable(`The energy counter is there, and holds no number: ${file}.`);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
