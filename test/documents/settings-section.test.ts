import type { DocumentedRace } from '../../src/documents/report-document';
import { settingsSection } from '../../src/documents/settings-section';
import { madeUpReport } from './support';

const [ANY] = madeUpReport().races;

function raceOf(name: string, settings: Readonly<Record<string, Readonly<Record<string, string>>>>): DocumentedRace {
  const [entrant] = ANY?.entrants ?? [];
  if (!ANY || !entrant) throw new Error('The report of the tests has no race');
  const entrants = Object.entries(settings).map(([label, named]) => ({
    ...{ ...entrant, label },
    settings: Object.entries(named).map(([of, value]) => ({ name: of, value })),
  }));
  return { ...ANY, name, entrants };
}

describe('the settings of a claim', () => {
  test('are one line where all entrants have them alike, and a table where they differ', () => {
    const own = { threads: '2', device: 'cpu' };
    const text = settingsSection([
      raceOf('mlp', { A: { ...own, execution: 'eager' }, B: { ...own, execution: 'graph', oneDNN: 'on' } }),
    ]).join('\n');
    expect(text).toBe(
      '### Settings, as read back from the frameworks\n' +
        'The same for all: threads 2, device cpu.\n' +
        '| Setting | A | B |\n| --- | --- | --- |\n| execution | eager | graph |\n| oneDNN | – | on |',
    );
  });

  test('name the races in which they were not as usual, up to two of them', () => {
    const races = ['one', 'two', 'three', 'four'].map((name) => raceOf(name, { A: { threads: '2' } }));
    const other = (...names: string[]) => names.map((name) => raceOf(name, { A: { threads: '1' } }));
    expect(settingsSection([...races, ...other('five', 'six')])).toContain(
      'The same for all: threads 2; 1 (five; six).',
    );
    expect(settingsSection([...other('five', 'six', 'seven'), ...races])).toContain(
      'The same for all: threads 2; 1 (in 3 races).',
    );
  });

  test('are not there before anything was read back, and mean nothing but themselves', () => {
    expect(settingsSection([raceOf('mlp', { A: {} })])).toEqual([]);
    expect(settingsSection([])).toEqual([]);
    const hostile = settingsSection([raceOf('mlp', { A: { '`x`': '<b>|' } })]).join('\n');
    expect(hostile).toContain('\\`x\\` \\<b\\>\\|');
  });
});
