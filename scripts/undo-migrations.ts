/**
 * Back to an older version: undoes the newest migrations of the configured database, and says which. Stop every server and
 * measuring host first; afterwards start the older version (this one would make them again).
 * Usage: node dist/scripts/undo-migrations.js [how many; default 1]
 */
import { loadConfiguration } from '../src/config';
import { createDataSource, undoLastMigration } from '../src/data-source';

async function main(count: number): Promise<void> {
  if (!Number.isInteger(count) || count < 1) throw new Error('How many migrations are to be undone? A whole number.');
  const dataSource = await createDataSource(loadConfiguration()).initialize();
  try {
    for (let undone = 0; undone < count; undone += 1) {
      const rows = await dataSource.query<{ name: string }[]>('SELECT "name" FROM "migrations" ORDER BY "id" DESC');
      const [newest] = rows;
      if (!newest) return console.log('There is none left.');
      await undoLastMigration(dataSource);
      console.log(`Undone: ${newest.name}`);
    }
  } finally {
    await dataSource.destroy();
  }
}

main(Number(process.argv[2] ?? 1)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
