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

  test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('HOST=%s needs no authentication', (HOST) => {
    expect(loadConfiguration({ HOST }).auth).toEqual({ kind: 'none' });
  });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'bench.example', 'localhost.example'])(
    'HOST=%s needs authentication, and the refusal says how',
    (HOST) => {
      expect(() => loadConfiguration({ HOST })).toThrow(/HOST: .*photofinish token create/);
      expect(loadConfiguration({ HOST, PHOTOFINISH_AUTH: 'tokens' }).auth).toEqual({ kind: 'tokens' });
    },
  );

  test('an issuer is trusted only where everything about it is said, and its keys come safely', () => {
    const issuer = {
      PHOTOFINISH_AUTH: 'jwt',
      PHOTOFINISH_JWT_ISSUER: 'https://issuer.example',
      PHOTOFINISH_JWT_AUDIENCE: 'photofinish',
      PHOTOFINISH_JWT_JWKS_URL: 'https://issuer.example/jwks',
    };
    expect(loadConfiguration(issuer).auth).toEqual({
      kind: 'jwt',
      issuer: 'https://issuer.example',
      audience: 'photofinish',
      jwksUrl: 'https://issuer.example/jwks',
    });
    for (const name of Object.keys(issuer).slice(1)) {
      expect(() => loadConfiguration({ ...issuer, [name]: '' })).toThrow(`${name}: PHOTOFINISH_AUTH=jwt needs it.`);
    }
    const exposed = { ...issuer, PHOTOFINISH_JWT_JWKS_URL: 'http://issuer.example/jwks' };
    expect(() => loadConfiguration(exposed)).toThrow('PHOTOFINISH_JWT_JWKS_URL');
  });

  test('what is wrong with authentication is told together with the rest', () => {
    expect(() => loadConfiguration({ PORT: 'many', HOST: '0.0.0.0' })).toThrow(/PORT: [^]*HOST: /);
  });
});
