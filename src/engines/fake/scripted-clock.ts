/**
 * A clock that goes forward by what the script says, without anybody waiting. The noise is modelled on a shared
 * 2-core machine (method.md 0b): a drift that all processes share, because it depends on real time alone; a level
 * of each process; and blocks that mostly agree but now and then are hit hard.
 */
import type { Meter, Usage } from '../worker-kit/node/meter';
import { standardNormal, uniformSource } from './noise';

export interface Script {
  readonly secondsPerIteration: number;
  /** Multiplies an iteration's time: `secondsSoFar` is the scripted work done, `block` the blocks timed so far. */
  shape(progress: { secondsSoFar: number; block: number }): number;
  readonly seed: number;
}

const PROCESS_SD = 0.005;
const BLOCK_SD = 0.004;
const HIT_PROBABILITY = 0.03;
const HIT_MEAN = 0.1;
const DRIFTS = [
  { amplitude: 0.02, periodSeconds: 31 },
  { amplitude: 0.01, periodSeconds: 7 },
] as const;

export class ScriptedClock implements Meter {
  private script: Script | null = null;
  private uniform: () => number = () => 0.5;
  private processFactor = 1;
  private iterations = 0;
  private block = 0;
  private workedNanoseconds = 0;
  private latest = 0n;

  /** From here on iterations take what the script says; before, they take nothing. */
  follow(script: Script): void {
    this.script = script;
    this.uniform = uniformSource(script.seed);
    this.processFactor = Math.exp(PROCESS_SD * standardNormal(this.uniform));
  }

  /** An iteration has been done, or a part of one. */
  advance(part = 1): void {
    this.iterations += part;
  }

  /** Follows a reading of `usage`, as in the kit's loop. Real time, unless the script has run ahead of it. */
  begin(): bigint {
    const now = process.hrtime.bigint();
    if (now > this.latest) this.latest = now;
    return this.latest;
  }

  end(): bigint {
    if (this.iterations === 0) return (this.latest = process.hrtime.bigint());
    this.latest += BigInt(this.work(this.blockFactor()));
    this.block += 1;
    return this.latest;
  }

  /** Nobody waits: the script runs ahead. */
  readonly waitUntil = (due: bigint): void => {
    if (due > this.latest) this.latest = due;
  };

  usage(): Usage {
    this.work(1);
    return { cpuNanoseconds: this.workedNanoseconds, involuntarySwitches: 0, majorFaults: 0 };
  }

  /** Does the iterations since the last reading and gives their time; those between blocks have no noise. */
  private work(factor: number): number {
    const { script, iterations } = this;
    this.iterations = 0;
    if (script === null || iterations === 0) return 0;
    const shape = script.shape({ secondsSoFar: this.workedNanoseconds / 1e9, block: this.block });
    const seconds = iterations * script.secondsPerIteration * shape * factor;
    const nanoseconds = Math.max(1, Math.round(seconds * 1e9));
    this.workedNanoseconds += nanoseconds;
    return nanoseconds;
  }

  private blockFactor(): number {
    const noise = Math.exp(BLOCK_SD * standardNormal(this.uniform));
    const hit = this.uniform() < HIT_PROBABILITY ? 1 - HIT_MEAN * Math.log(this.uniform()) : 1;
    return this.processFactor * sharedDrift() * noise * hit;
  }
}

function sharedDrift(): number {
  const seconds = Number(process.hrtime.bigint()) / 1e9;
  return DRIFTS.reduce(
    (factor, { amplitude, periodSeconds }) =>
      factor * (1 + amplitude * Math.sin((2 * Math.PI * seconds) / periodSeconds)),
    1,
  );
}
