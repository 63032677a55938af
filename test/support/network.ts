/**
 * Several machines' networks on one machine: namespaces with an address of their own each, on a bridge whose ports can be
 * shut. Needs Linux, root, `ip` (iproute2) and `nsenter` (util-linux).
 */
import { spawnSync } from 'node:child_process';

/** Where a program of a test runs. */
export interface Place {
  readonly address: string;
  /** How to start a program there; it has the process id of what is started. `user`: who it is, if not we. */
  command(program: string, args: readonly string[], user?: { uid: number; gid: number }): [string, string[]];
}

/** As we ourselves; whoever starts it says as which user. */
export const HERE: Place = { address: '127.0.0.1', command: (program, args) => [program, [...args]] };

export interface Machine extends Place {
  /** From now on its link swallows everything: nothing is refused, nothing arrives, and no card says that it is down. */
  cut(): void;
  mend(): void;
}

export interface TestNetwork {
  machine(): Machine;
  dispose(): void;
}

/** Says loudly when there can be none. */
export function hasNetworks(): boolean {
  try {
    makeNetwork().dispose();
    return true;
  } catch (error) {
    console.warn(`SKIPPED: everything across network namespaces (needs Linux, root, iproute2): ${String(error)}`);
    return false;
  }
}

/** https://man7.org/linux/man-pages/man8/bridge.8.html: what a port does with what comes. */
const FORWARDING = '3';
const DISABLED = '0';

/** For tests of networks among themselves (RFC 2544), so that no address of ours is meant. */
const subnet = () => `198.18.${process.pid % 256}`;

export function makeNetwork(): TestNetwork {
  const name = `pf${process.pid}`;
  const namespaces: string[] = [];
  const dispose = () => {
    // With a namespace go its cards, and their other ends.
    for (const namespace of namespaces.splice(0)) ip('netns', 'delete', namespace);
    ip('link', 'delete', name);
  };
  ip('link', 'add', name, 'type', 'bridge', 'forward_delay', '0');
  try {
    ip('address', 'add', `${subnet()}.254/24`, 'dev', name);
    ip('link', 'set', name, 'up');
    // Whether there are namespaces shows here.
    ip('netns', 'add', `${name}n0`);
    ip('netns', 'delete', `${name}n0`);
  } catch (error) {
    dispose();
    throw error;
  }
  return { machine: () => addMachine(name, namespaces), dispose };
}

function addMachine(bridge: string, namespaces: string[]): Machine {
  const number = namespaces.length + 1;
  const [namespace, port] = [`${bridge}n${number}`, `${bridge}p${number}`];
  const address = `${subnet()}.${number}`;
  ip('netns', 'add', namespace);
  namespaces.push(namespace);
  ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  ip('link', 'set', port, 'master', bridge, 'up');
  ip('-netns', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
  for (const card of ['lo', 'eth0']) ip('-netns', namespace, 'link', 'set', card, 'up');
  const setPort = (state: string) => succeed('bridge', 'link', 'set', 'dev', port, 'state', state);
  return {
    address,
    command: (program, args, user) => {
      const as = user ? ['--setuid', String(user.uid), '--setgid', String(user.gid)] : [];
      return ['nsenter', [`--net=/run/netns/${namespace}`, ...as, '--', program, ...args]];
    },
    cut: () => setPort(DISABLED),
    mend: () => setPort(FORWARDING),
  };
}

const ip = (...args: string[]) => succeed('ip', ...args);

function succeed(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
