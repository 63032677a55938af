import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ConfigurationError, loadConfiguration, VARIABLES } from '../../src/config';

const readme = readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');

describe('configuration', () => {
  test('the table in the README has every variable with its description, and no other', () => {
    const table = /<!-- configuration:begin -->([\s\S]*)<!-- configuration:end -->/.exec(readme)?.[1] ?? '';
    const rows = [...table.matchAll(/^\| `([A-Z_<>]+)` \| [^|]* \| ([^|]*) \|$/gm)].map(([, name, text]) => [
      name,
      text?.trim(),
    ]);
    const expected = Object.entries(VARIABLES).map(([name, schema]) => [name, schema.description]);
    expect(rows.filter(([name]) => name !== 'PHOTOFINISH_PYTHON_<ENGINE>')).toEqual(expected);
    expect(table).toContain('`PHOTOFINISH_PYTHON_<ENGINE>`');
  });

  test('every wrong variable is named at once, and no value is repeated', () => {
    const wrong = { PORT: 'secret-port', DATABASE_URL: 'mysql://secret', PHOTOFINISH_MAX_QUEUED: '0' };
    expect(() => loadConfiguration(wrong)).toThrow(ConfigurationError);
    try {
      loadConfiguration(wrong);
    } catch (error) {
      const { message } = error as Error;
      for (const name of Object.keys(wrong)) expect(message).toContain(name);
      expect(message).not.toContain('secret');
    }
  });

  test('an empty variable counts as not set, and interpreters are found by engine id', () => {
    const configuration = loadConfiguration({ PORT: '', PHOTOFINISH_PYTHON_TENSORFLOW_NODE: '/opt/python' });
    expect(configuration.port).toBe(4000);
    expect(configuration.pythonOverrides).toEqual({ 'tensorflow-node': '/opt/python' });
  });
});
