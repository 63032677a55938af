/** Addresses and names by which a machine calls itself, and by which nobody else can reach it. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** `[::1]` counts as `::1`. A name other than localhost does not: what it stands for can change. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(bare);
  return version === 0 ? bare.toLowerCase() === 'localhost' : LOOPBACK.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}
