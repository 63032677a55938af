import { localAddress, parseAddress, socketAddress } from '../../../src/cli/api/address';
import { CommandFailure } from '../../../src/cli/failure';

describe('the address of a server', () => {
  it('is what the configuration says, reachable from this machine', () => {
    expect(localAddress({ host: '127.0.0.1', port: 4000 })).toBe('http://127.0.0.1:4000/graphql');
    expect(localAddress({ host: '0.0.0.0', port: 1 })).toBe('http://127.0.0.1:1/graphql');
    expect(localAddress({ host: '::', port: 1 })).toBe('http://[::1]:1/graphql');
    expect(localAddress({ host: 'fe80::1', port: 1 })).toBe('http://[fe80::1]:1/graphql');
  });

  it.each([
    ['bench.example:4000', 'http://bench.example:4000/graphql'],
    ['http://bench.example:4000', 'http://bench.example:4000/graphql'],
    ['https://bench.example/graphql', 'https://bench.example/graphql'],
    ['https://bench.example/under/graphql', 'https://bench.example/under/graphql'],
  ])('may be given as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each(['ftp://bench.example', 'http://', 'a b'])('is refused as %j', (text) => {
    expect(() => parseAddress(text)).toThrow(CommandFailure);
  });

  it('has a twin for subscriptions', () => {
    expect(socketAddress('https://bench.example/graphql')).toBe('wss://bench.example/graphql');
  });
});
