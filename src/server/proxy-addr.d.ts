/** The part of proxy-addr that we use; the package has no types of its own. */
declare module 'proxy-addr' {
  import type { IncomingMessage } from 'node:http';
  type Trust = (address: string, index: number) => boolean;
  function proxyAddress(request: IncomingMessage, trust: Trust): string;
  namespace proxyAddress {
    /** Addresses and subnets (`10.0.0.0/8`). Throws on anything else. */
    function compile(trusted: string[]): Trust;
  }
  export = proxyAddress;
}
