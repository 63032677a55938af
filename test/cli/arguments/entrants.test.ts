import { InvalidArgumentError } from 'commander';
import { parseEntrants } from '../../../src/cli/arguments/entrants';

describe('the list of entrants', () => {
  it('reads engines, variants and labels', () => {
    expect(parseEntrants('pytorch, tensorflow:graph,pytorch:eager#once more')).toEqual([
      { engine: 'pytorch' },
      { engine: 'tensorflow', variant: 'graph' },
      { engine: 'pytorch', variant: 'eager', label: 'once more' },
    ]);
  });

  it('reads the same engine twice with labels, which makes an A/A race', () => {
    expect(parseEntrants('pytorch#a,pytorch#b')).toEqual([
      { engine: 'pytorch', label: 'a' },
      { engine: 'pytorch', label: 'b' },
    ]);
  });

  it('goes on with what an earlier --entrants gave', () => {
    expect(parseEntrants('b', parseEntrants('a'))).toEqual([{ engine: 'a' }, { engine: 'b' }]);
  });

  it.each(['', 'a,,b', 'a,', ':graph', 'a:', 'a#', 'a b', 'a:x:y'])('refuses %j', (text) => {
    expect(() => parseEntrants(text)).toThrow(InvalidArgumentError);
  });
});
