/** From which address a request comes, for counting: the same on HTTP and on WebSocket. */
import type { IncomingMessage } from 'node:http';
import { ipKeyGenerator } from 'express-rate-limit';
import proxyAddress from 'proxy-addr';

/** An IPv6 network counts as one address: whoever has one, has all of its addresses. */
export type AddressReader = (request: IncomingMessage) => string;

/** `X-Forwarded-For` is believed of these proxies (addresses or subnets) only: anybody can write one. */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  const trusts = proxyAddress.compile([...trustedProxies]);
  return (request) => ipKeyGenerator(proxyAddress(request, trusts) ?? '');
}
