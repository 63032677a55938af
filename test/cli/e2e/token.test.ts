/** Tokens from the command line, against a server that asks for them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ProgramRunner } from '../support/program';

const MAIN = path.join(__dirname, '../../../dist/src/main.js');
const ready = existsSync(MAIN);
if (!ready) console.warn('SKIPPED: tokens from the command line; run `npm test`, which compiles.');

(ready ? describe : describe.skip)('photofinish token', () => {
  let runner: ProgramRunner;
  beforeEach(() => (runner = new ProgramRunner()));
  afterEach(() => runner.dispose());

  const create = async (...args: string[]) => {
    const { exitCode, out } = await runner.run(['token', 'create', '--name', 'test', ...args]);
    expect(exitCode).toBe(0);
    return out.trim();
  };

  test('prints a secret alone, and keeps it nowhere', async () => {
    const secret = await create();
    expect(secret).toMatch(/^pf_[0-9a-f]{64}$/);
    const folder = path.join(runner.folder, 'data');
    for (const file of readdirSync(folder)) {
      expect(readFileSync(path.join(folder, file)).includes(secret.slice(3))).toBe(false);
    }
  });

  test('makes what the server then asks for, and revokes it while the server runs', async () => {
    const secret = await create('--scope', 'read', '--json');
    const made = JSON.parse(secret) as { token: { id: string; scope: string; expiresAt: number }; secret: string };
    expect(made.token.scope).toBe('READ');
    expect(made.token.expiresAt).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const server = runner.start(['serve', '--json'], { PHOTOFINISH_AUTH: 'tokens' });
    await server.until('out', '}');
    const { url } = JSON.parse(server.written.out) as { url: string };
    const ask = (environment: Record<string, string>, ...args: string[]) =>
      runner.run(['export', `race_${'0'.repeat(26)}`, '--server', url, ...args], environment);
    /** Of whoever may ask: there is no such race. */
    const LET_IN = { exitCode: 2, err: expect.stringContaining('no such race') };

    const nobody = await ask({});
    expect(nobody.exitCode).toBe(1);
    expect(nobody.err).toContain('photofinish token create');
    expect(await ask({ PHOTOFINISH_TOKEN: made.secret })).toMatchObject(LET_IN);
    expect(await ask({}, '--token', made.secret)).toMatchObject(LET_IN);

    const refused = await runner.run(['race', 'mlp', '-e', 'fake', '--server', url, '--token', made.secret]);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain('This needs the scope run.');

    expect((await runner.run(['token', 'revoke', made.token.id])).exitCode).toBe(0);
    expect((await ask({ PHOTOFINISH_TOKEN: made.secret })).exitCode).toBe(1);
    const listed = await runner.run(['token', 'list']);
    expect(listed.out).toMatch(new RegExp(`${made.token.id} +test +read +all +revoked \\d{4}-`));
    expect(server.written.err + listed.out).not.toContain(made.secret);
  });

  test('says what is wrong with an option, and ends with 2', async () => {
    for (const args of [
      ['--scope', 'owner'],
      ['--expires', 'soon'],
      ['--expires', '-1d'],
      ['--project', 'Not One'],
    ]) {
      const { exitCode, out, err } = await runner.run(['token', 'create', '--name', 'x', ...args]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).not.toMatch(/\n\s+at /);
    }
  });

  test('without authentication a server does not listen where others reach it', async () => {
    const { exitCode, err } = await runner.run(['serve'], { HOST: '0.0.0.0' });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/HOST: .*PHOTOFINISH_AUTH=tokens/);
  });
});
