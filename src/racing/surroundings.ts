/** What the machine tells before and after a block, and what the blocks of a trial add up to. */
import {
  companyBetween,
  foreignShare,
  readProcessors,
  type Company,
  type ProcessorReading,
} from '../hardware/foreign-processor-time';
import { countersBetween, readHostCounters, type HostCounters } from '../hardware/host-counters';
import {
  findPressureFiles,
  pressureBetween,
  readPressure,
  type Pressure,
  type PressureFiles,
} from '../hardware/pressure';
import { medianOrNull, readClocks, workingHertz, type ClockReading } from '../hardware/processor-clocks';
import { readingOnce } from '../hardware/text-file';
import type { Waiting } from './disturbance';

export interface SurroundingsReading {
  readonly atSeconds: number;
  readonly host: HostCounters;
  readonly pressure: Pressure;
  readonly processors: ProcessorReading | null;
  readonly clocks: ClockReading | null;
}

/** During one block and the little that the server does around it. */
export interface Surroundings {
  readonly seconds: number;
  readonly host: HostCounters;
  readonly pressure: Pressure;
  /** Null where it is not known. */
  readonly company: Company | null;
  readonly clockHertz: number | null;
}

/** What this system tells beside what every Linux does; found once, as asking in vain costs time too. */
export interface Sources {
  readonly pressureFiles: PressureFiles | null;
  readonly clocks: boolean;
}

export function findSources(): Sources {
  return { pressureFiles: findPressureFiles(), clocks: readClocks() !== null };
}

/** Takes a tenth of a millisecond or two: never while a block is timed. */
export function readSurroundings(
  processes: readonly number[],
  { pressureFiles, clocks }: Sources,
): SurroundingsReading {
  const read = readingOnce();
  return {
    host: readHostCounters(read),
    pressure: readPressure(pressureFiles, read),
    processors: readProcessors(processes, read),
    clocks: clocks ? readClocks(read) : null,
    atSeconds: performance.now() / 1000,
  };
}

export function surroundingsBetween(before: SurroundingsReading, after: SurroundingsReading): Surroundings {
  return {
    seconds: after.atSeconds - before.atSeconds,
    host: countersBetween(before.host, after.host),
    pressure: pressureBetween(before.pressure, after.pressure),
    company: companyBetween(before.processors, after.processors),
    clockHertz: workingHertz(before.clocks, after.clocks),
  };
}

/** Over all blocks of a trial. */
export interface TrialSurroundings {
  readonly host: HostCounters;
  readonly waiting: Waiting;
  /** Part of the processors' time that went to neither the worker nor the server; null where it is not known. */
  readonly foreignShare: number | null;
  /** The median over its blocks; null where it is not known of any. */
  readonly clockHertz: number | null;
}

/** A sum of which a part is unknown is unknown. */
export function surroundingsOf(blocks: readonly Surroundings[]): TrialSurroundings {
  const hosts = blocks.map(({ host }) => host);
  return {
    host: {
      stealTicks: sumOrNull(hosts.map(({ stealTicks }) => stealTicks)),
      allTicks: sumOrNull(hosts.map(({ allTicks }) => allTicks)),
      throttledPeriods: sumOrNull(hosts.map(({ throttledPeriods }) => throttledPeriods)),
    },
    waiting: waitingOf(blocks),
    foreignShare: foreignShare(blocks.map(({ company }) => company)),
    clockHertz: medianOrNull(blocks.flatMap(({ clockHertz }) => clockHertz ?? [])),
  };
}

const MICROSECONDS_PER_SECOND = 1e6;

function waitingOf(blocks: readonly Surroundings[]): Waiting {
  const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
  const share = (waited: number | null) => (waited === null || !(seconds > 0) ? null : waited / seconds);
  const pressure = (name: keyof Pressure) => {
    const microseconds = sumOrNull(blocks.map((block) => block.pressure[name]));
    return share(microseconds === null ? null : microseconds / MICROSECONDS_PER_SECOND);
  };
  return {
    cpuShare: pressure('cpuMicroseconds'),
    memoryShare: pressure('memoryMicroseconds'),
    ioShare: pressure('ioMicroseconds'),
    foreignProcessors: share(sumOrNull(blocks.map(({ company }) => company && company.foreignSeconds))),
  };
}

function sumOrNull(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
