/** Going back to an older version, as the documentation says: by a program of its own, which has not made what it takes away. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { openDatabase, type DatabaseSettings } from '../../src/data-source';
import { packageRoot } from '../../src/engines/worker-path';
import { Race } from '../../src/entities/race.entity';
import { describeOverDatabases } from '../support/databases';
import { raceRow } from './fixtures';

const PROGRAM = path.join(packageRoot(), 'dist', 'scripts', 'undo-migrations.js');

function undo({ dataDirectory, databaseUrl }: DatabaseSettings, count: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, count], {
    env: { ...process.env, PHOTOFINISH_DATA_DIR: dataDirectory, DATABASE_URL: databaseUrl ?? '' },
    encoding: 'utf8',
  });
  return { status, lines: stdout.trim().split('\n'), complaint: stderr.trim() };
}

describeOverDatabases('undoing migrations', (database) => {
  test('takes back every one, the newest first, and all come again', async () => {
    const first = await database().open();
    await first.getRepository(Race).insert(raceRow());
    const names = first.migrations.map(({ constructor }) => constructor.name);
    await first.destroy();
    const { settings } = database();

    expect(undo(settings, '1')).toEqual({ status: 0, lines: [`Undone: ${names.at(-1)}`], complaint: '' });
    const others = names.slice(0, -1).reverse();
    const expected = [...others.map((name) => `Undone: ${name}`), 'There is none left.'];
    expect(undo(settings, `${names.length}`)).toEqual({ status: 0, lines: expected, complaint: '' });

    const again = await openDatabase(settings);
    expect(await again.getRepository(Race).count()).toBe(0);
    await again.getRepository(Race).insert(raceRow());
    await again.destroy();
  });

  test('refuses a number that is none, and undoes nothing', async () => {
    const before = await (await database().open()).query('SELECT "name" FROM "migrations"');
    for (const count of ['two', '0', '1.5']) {
      expect(undo(database().settings, count)).toMatchObject({
        status: 1,
        complaint: 'How many migrations are to be undone? A whole number.',
      });
    }
    expect(await (await database().open()).query('SELECT "name" FROM "migrations"')).toEqual(before);
  });
});
