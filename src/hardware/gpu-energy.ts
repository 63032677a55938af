/**
 * The energy of NVIDIA's GPUs, from the driver's own counters (NVML), which a small Python process reads: see
 * `gpu_energy.py`. Written against NVML's documentation; not run on a GPU.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { counted, EnergyUnreadable, nowSeconds, type EnergyMeter, type NoEnergyMeter } from './energy-meter';

/** How to start the process that reads. */
export interface EnergyReader {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const MILLIJOULES_PER_JOULE = 1000;
const ANSWER_TIMEOUT_MILLISECONDS = 10_000;
const ADVICE = 'NVIDIA GPUs from Volta on count their energy: race on such a machine, or by another metric.';

type Answer =
  | { readonly gpus: readonly string[] }
  | { readonly millijoules: readonly number[] }
  | { readonly absent: string }
  | { readonly unreadable: string };

/**
 * The counters of all GPUs that the driver shows, added up: which of them an engine computes on nobody says, and what
 * the others take while they rest is subtracted with the rest of what an idle machine takes.
 */
export async function openGpuEnergy(reader: EnergyReader): Promise<EnergyMeter | NoEnergyMeter> {
  const process = new ReaderProcess(reader);
  try {
    const hello = await process.answer();
    if ('gpus' in hello) return await meterOf(process, hello.gpus);
    process.end();
    if (!('absent' in hello)) throw new EnergyUnreadable(refused(hello));
    const reason = `No GPU here shows its energy: NVIDIA's driver library cannot be used (${hello.absent}).`;
    return { kind: 'absent', reason, advice: ADVICE };
  } catch (error) {
    process.end();
    if (!(error instanceof EnergyUnreadable)) throw error;
    return { kind: 'unreadable', reason: error.message, advice: ADVICE };
  }
}

async function meterOf(process: ReaderProcess, gpus: readonly string[]): Promise<EnergyMeter> {
  const first = await readMillijoules(process);
  return {
    kind: 'meter',
    covers: `${counted(gpus.length, 'GPU board')} (${gpus.join(', ')})`,
    read: async () => {
      const begun = nowSeconds();
      const millijoules = await readMillijoules(process);
      return { atSeconds: (begun + nowSeconds()) / 2, joules: (millijoules - first) / MILLIJOULES_PER_JOULE };
    },
    close: () => process.end(),
  };
}

function refused(answer: Answer): string {
  const why = 'unreadable' in answer ? answer.unreadable : 'it answered something else';
  return `The GPU's energy counter cannot be read (${why}).`;
}

async function readMillijoules(process: ReaderProcess): Promise<number> {
  process.ask();
  const answer = await process.answer();
  if (!('millijoules' in answer)) throw new EnergyUnreadable(refused(answer));
  return answer.millijoules.reduce((sum, energy) => sum + energy, 0);
}

/** A line asked, a line answered. */
class ReaderProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private readonly iterator: AsyncIterator<string, undefined>;

  constructor({ command, args, environment }: EnergyReader) {
    this.child = spawn(command, args, { env: { ...environment }, stdio: 'pipe' });
    // Whatever it writes there is no answer; unread, it would fill the pipe.
    this.child.stderr.resume();
    // A write to a process that has ended: the answer that does not come says so.
    this.child.stdin.on('error', () => undefined);
    this.lines = createInterface({ input: this.child.stdout });
    this.child.on('error', () => this.lines.close());
    this.iterator = this.lines[Symbol.asyncIterator]();
  }

  ask(): void {
    this.child.stdin.write('read\n');
  }

  /** Rejects with `EnergyUnreadable` where none comes. */
  async answer(): Promise<Answer> {
    const timer = setTimeout(() => this.end(), ANSWER_TIMEOUT_MILLISECONDS);
    try {
      const { value: line } = await this.iterator.next();
      if (line === undefined) throw new EnergyUnreadable("The process that reads the GPU's energy counter is gone.");
      return JSON.parse(line) as Answer;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new EnergyUnreadable("The process that reads the GPU's energy counter answers no JSON.");
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.child.stdin.end();
    this.child.kill();
    this.lines.close();
  }
}
