/** Measures what this machine can do at most, when nobody waits for a race, and keeps it beside the machine's profile. */
import { randomUUID } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { badInput } from '../errors';
import type { EngineAdapter, Launch } from '../engines/engine';
import type { EngineCatalog } from '../engines/engine-catalog';
import type { MemoryStream, MemoryStreamMeasurer } from '../engines/memory-streams';
import type { WorkerSpawner } from '../engines/worker-spawner';

import { MachineLimit } from '../entities/machine-limit.entity';
import { Race } from '../entities/race.entity';
import type { HardwareRegistry } from '../hardware/hardware-registry';
import { fastestProduct, productDevice, type ProductRequest, type ProductSizes } from './fastest-product';
import { limitFor, subjectKey, subjectOf, type LimitSubject } from './limits-of-machine';
import { acquireMeasuringLock } from './measuring-lock';
import { IMPLAUSIBLE_PERCENT } from '../statistics/share-of-limit';
import { sharesOfRace } from './shares-of-race';

export interface MachineLimitsOptions {
  readonly database: DataSource;
  readonly catalog: EngineCatalog;
  readonly hardware: HardwareRegistry;
  readonly spawn: WorkerSpawner;
  readonly measureStreams: MemoryStreamMeasurer;
  readonly referenceAdapter: EngineAdapter;
  readonly gpuMemory: { readonly adapter: EngineAdapter; readonly program: string };
  readonly dataDirectory: string;
  readonly lockDirectory: string;
  /** Whether a race that ends asks for the limits that it lacks. */
  readonly automatic: boolean;
  readonly logger: Logger;
  /** For tests. */
  readonly sizes?: LimitSizes;
}

/** Of the matrices, and of the arrays in bytes; the usual ones where absent. */
export interface LimitSizes {
  readonly products: ProductSizes;
  readonly streams: readonly number[];
}

const MEBIBYTE = 2 ** 20;
/** From what lies in a core's own cache to four times a large shared one (method.md §5). */
const STREAM_SIZES = [2, 16, 128, 768].map((size) => size * MEBIBYTE);
/** On a GPU, whose memory has one cache: method.md §5. */
const GPU_STREAM_SIZES = [3 * 1024 * MEBIBYTE];
/** Of the machine's memory. */
const LARGEST_SHARE = 0.125;

/** Of one subject by one server: what cannot be measured, or is beaten each time, is not tried after every race. */
const MOST_AUTOMATIC_ASKS = 3;

export class MachineLimits {
  /** By subject, in the order in which they were asked for. */
  private readonly wanted = new Map<string, LimitSubject>();

  private readonly automaticAsks = new Map<string, number>();

  constructor(private readonly options: MachineLimitsOptions) {}

  /** Measured once nobody waits for a race. Throws BAD_USER_INPUT where no engine here could. */
  async ask(subject: LimitSubject): Promise<void> {
    const engines = await this.options.catalog.list();
    if (!engines.some((engine) => productDevice(engine, subject))) {
      const { device, precision } = subject;
      throw badInput(
        'input',
        `No engine here multiplies matrices in ${precision} on a ${device}.`,
        'Ask `engines` for the precisions and devices that there are.',
      );
    }
    this.want(subject);
  }

  private want(subject: LimitSubject): void {
    this.wanted.set(subjectKey(subject), subject);
  }

  get waiting(): boolean {
    return this.wanted.size > 0;
  }

  /** Wants what the race's runs are to be held against, where it is not known, or where a run beat it. Never rejects. */
  async raceEnded(raceId: string): Promise<void> {
    const { automatic, logger } = this.options;
    try {
      const subject = automatic ? await this.lackOf(raceId) : null;
      if (!subject) return;
      const key = subjectKey(subject);
      const asked = this.automaticAsks.get(key) ?? 0;
      if (asked === MOST_AUTOMATIC_ASKS) return;
      this.automaticAsks.set(key, asked + 1);
      this.want(subject);
    } catch (error) {
      // The race is over and stored: what could not be looked up after it is no failure of it.
      logger.error({ error, raceId }, 'whether the limits of this machine are known could not be read');
    }
  }

  private async lackOf(raceId: string): Promise<LimitSubject | null> {
    const { database, hardware } = this.options;
    const race = await database.getRepository(Race).findOneBy({ id: raceId });
    const profile = await hardware.current();
    if (race?.status !== 'FINISHED' || race.hardwareProfileId !== profile.id) return null;
    const subject = subjectOf(race);
    const measurements = await database.getRepository(MachineLimit).findBy({ hardwareProfileId: profile.id });
    const limit = limitFor(subject, measurements);
    const beaten = limit && sharesOfRace(race, limit).some(({ percent }) => percent > IMPLAUSIBLE_PERCENT);
    return !limit || beaten ? subject : null;
  }

  /** Measures the first of what was asked for; when aborted it is asked for again. What fails is logged, and dropped. */
  async work(signal: AbortSignal): Promise<void> {
    const { lockDirectory, logger, catalog } = this.options;
    const [subject] = this.wanted.values();
    if (!subject) return;
    try {
      const release = await acquireMeasuringLock(lockDirectory, signal, () => undefined);
      const releaseProbes = catalog.holdProbes();
      try {
        await this.measure(subject, signal);
      } finally {
        releaseProbes();
        release();
      }
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ error, subject }, 'the limits of this machine could not be measured');
    }
    this.wanted.delete(subjectKey(subject));
  }

  private async measure(subject: LimitSubject, signal: AbortSignal): Promise<void> {
    const { database, catalog, hardware, spawn, referenceAdapter, dataDirectory, logger } = this.options;
    const profile = await hardware.current();
    const reference = catalog.launch(referenceAdapter);
    if (reference.kind === 'not-installed') throw new Error(reference.reason);
    const { device, precision, threads } = subject;
    const request: ProductRequest = {
      subject,
      engines: await catalog.list(),
      launch: (adapter, variant) =>
        catalog.launch(adapter, { variant, device, ...(threads === null ? {} : { threads }) }),
      memoryBytes: profile.facts.memoryBytes,
      workDirectory: path.join(dataDirectory, 'work', 'limits'),
      ...(this.options.sizes && { sizes: this.options.sizes.products }),
    };
    const product = await fastestProduct(request, { spawn, reference }, signal);
    if (!product) throw new Error(`no engine here multiplies matrices in ${precision} on a ${device}`);
    const streams = await this.streams(subject, reference, profile.facts.memoryBytes, signal);
    const measured = { id: randomUUID(), hardwareProfileId: profile.id, measuredAt: Date.now() };
    await database.getRepository(MachineLimit).insert({ ...measured, ...subject, ...product, streams });
    logger.info({ ...subject, ...product, streams }, 'measured what this machine can do at most');
  }

  private streams(
    { device, threads }: LimitSubject,
    reference: Launch,
    memoryBytes: number,
    signal: AbortSignal,
  ): Promise<MemoryStream[]> {
    const { measureStreams, catalog, gpuMemory, sizes } = this.options;
    if (device === 'CPU') {
      const fitting = (sizes?.streams ?? STREAM_SIZES).filter((size) => size <= LARGEST_SHARE * memoryBytes);
      const place = { launch: reference, threads: threads ?? os.availableParallelism(), sizes: fitting };
      return measureStreams({ kind: 'host', ...place }, signal);
    }
    const launch = catalog.launch(gpuMemory.adapter, { device });
    if (launch.kind === 'not-installed') throw new Error(launch.reason);
    const { program } = gpuMemory;
    const place = { launch, program, device: 'cuda:0', sizes: sizes?.streams ?? GPU_STREAM_SIZES };
    return measureStreams({ kind: 'gpu', ...place }, signal);
  }
}
