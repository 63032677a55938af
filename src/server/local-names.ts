/**
 * A server that asks nobody who they are answers only under a name of this machine. Otherwise any page could give its
 * own name our address (DNS rebinding), and its browser would take us for a part of the page.
 */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../loopback';

export function isCalledLocally({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const address = `http://${headers.host ?? ''}`;
  return URL.canParse(address) && isLoopback(new URL(address).hostname);
}
