/** Where the API of a server is. */
import type { Configuration } from '../../config';
import { CommandFailure, EXIT_CODES } from '../failure';

const PATH = '/graphql';

/** The address that a server with this configuration is reached at from its own machine. */
export function localAddress(configuration: Pick<Configuration, 'host' | 'port'>): string {
  return `http://${reachableHost(configuration.host)}:${configuration.port}${PATH}`;
}

/** A server that listens on every interface is called by the loopback one; IPv6 wants brackets. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** What `--server` was given, as the address of the API: `host:port` and a bare origin will do. Throws on bad input. */
export function parseAddress(text: string): string {
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    const advice = 'Give it as http://127.0.0.1:4000/graphql.';
    throw new CommandFailure('--server is not the address of a server.', advice, EXIT_CODES.BAD_INPUT);
  }
  if (url.pathname === '/') url.pathname = PATH;
  return url.toString();
}

/** The same address for subscriptions. */
export function socketAddress(address: string): string {
  return address.replace(/^http/, 'ws');
}
