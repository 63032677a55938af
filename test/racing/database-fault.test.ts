import { writeFileSync } from 'node:fs';
import { QueryFailedError } from 'typeorm';
import { isDatabaseFault, isFullDisk } from '../../src/racing/database-fault';
import { describeOverDatabases } from '../support/databases';

const coded = (code: string) => new QueryFailedError('SELECT 1', [], Object.assign(new Error('no'), { code }));

test.each(['57P01', '25P03', '08006', '53100', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_BUSY', 'ECONNREFUSED'])(
  '%s is the database’s fault',
  (code) => expect(isDatabaseFault(coded(code))).toBe(true),
);

test.each(['23505', '42601', 'SQLITE_CONSTRAINT_UNIQUE', 'ERR_ASSERTION'])('%s is ours', (code) =>
  expect(isDatabaseFault(coded(code))).toBe(false),
);

test('any other error is no fault of the database', () => {
  expect(isDatabaseFault(new TypeError('undefined is not a function'))).toBe(false);
  expect(isDatabaseFault('text')).toBe(false);
});

test('a disk without room is recognised, and a folder that is not there is not one', () => {
  const failure = (file: string) => {
    try {
      writeFileSync(file, 'text');
    } catch (error) {
      return error;
    }
    throw new Error('it was written');
  };
  // Linux: a device that is always full.
  expect(isFullDisk(failure('/dev/full'))).toBe(true);
  expect(isFullDisk(failure('/nowhere/at/all'))).toBe(false);
  expect(isFullDisk(null)).toBe(false);
});

describeOverDatabases('a real database', (testDatabase) => {
  test('that ends our connection is recognised, and a wrong statement is not', async () => {
    const database = await testDatabase().open();
    const wrong = await database.query('SELECT nothing FROM nowhere').catch((error: unknown) => error);
    expect(isDatabaseFault(wrong)).toBe(false);
    if (database.options.type !== 'postgres') return;
    const ended = await database
      .query('SELECT pg_terminate_backend(pg_backend_pid())')
      .catch((error: unknown) => error);
    expect(isDatabaseFault(ended)).toBe(true);
  });
});
