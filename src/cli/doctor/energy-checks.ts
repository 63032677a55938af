/** Whether energy can be raced here, and if not, why. */
import type * as AppModule from '../../app';
import type { Configuration } from '../../config';
import { ok, warn, type CheckResult } from './check';

const DEVICES = ['CPU', 'GPU'] as const;

/** Of the processors and of the GPUs. `open` is for tests. */
export async function checkEnergy(open: Open): Promise<CheckResult[]> {
  return Promise.all(DEVICES.map((device) => checkCounter(device, open)));
}

type Open = ReturnType<typeof AppModule.createEnergyCounters>['open'];

/** A counter that this machine does not have is nothing to mend; one that it keeps from us is. */
async function checkCounter(device: (typeof DEVICES)[number], open: Open): Promise<CheckResult> {
  const name = `energy (${device})`;
  const meter = await open(device);
  if (meter.kind === 'meter') {
    meter.close();
    return ok(name, `can be raced: ${meter.covers}`);
  }
  const reason = meter.reason.replace(/\.$/, '');
  return meter.kind === 'absent' ? ok(name, `cannot be raced: ${reason}`) : warn(name, reason, meter.advice);
}

export function openWith(configuration: Configuration): Open {
  // Loaded here: only this check needs the server's parts, and it must not slow down every other command.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would stay ESM in CommonJS output
  const { createEnergyCounters } = require('../../app') as typeof AppModule;
  const counters = createEnergyCounters(configuration);
  return (device) => counters.open(device);
}
