/** A server set up for one part of the run, in a folder of its own. */
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiTokens } from '../../src/auth/api-tokens';
import { loadConfiguration } from '../../src/config';
import { openDatabase } from '../../src/data-source';
import { CANCEL, FOLLOW, NOT_ENDED, QUESTION, RACE, START, STATUS } from './ordinary-queries';

export interface Plan {
  readonly name: string;
  readonly asksWhoCalls: boolean;
  readonly listedQueriesOnly: boolean;
  /** Limits as they are by default; otherwise those on rates are out of the way, so that requests reach the code. */
  readonly usualRates: boolean;
  /** PostgreSQL; null: the embedded SQLite. */
  readonly databaseUrl: string | null;
}

export interface Deployment {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the attackers, and of whoever runs the server; null where nobody is asked. */
  readonly token: string | null;
  /** Another caller's: it has a rate of its own. */
  readonly bystandersToken: string | null;
}

/** The attackers' is one, so that it has one caller's rate; the bystander has another. */
export const ATTACKERS_ADDRESS = '192.0.2.1';
export const BYSTANDERS_ADDRESS = '198.51.100.1';

const ABSENT = ['PYTORCH', 'JAX', 'KERAS', 'TENSORFLOW', 'PYTENSOR'];

export async function deploy(plan: Plan): Promise<Deployment> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-fuzz-'));
  const list = path.join(folder, 'queries.json');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ HOST: '127.0.0.1', PORT: '0', DATABASE_URL: plan.databaseUrl ?? '', REDIS_URL: '' },
    ...{ PHOTOFINISH_DATA_DIR: folder, PHOTOFINISH_LOCK_DIR: folder },
    ...{ PHOTOFINISH_FAKE_ENGINE: '1', PHOTOFINISH_LIMITS: '0', PHOTOFINISH_LOG_LEVEL: 'warn' },
    ...{ PHOTOFINISH_AUTH: plan.asksWhoCalls ? 'tokens' : 'none', PHOTOFINISH_MAX_QUEUED: '10000' },
    // The fake engine alone: a race that a mutation freed from its wish must not measure for minutes.
    ...Object.fromEntries(ABSENT.map((name) => [`PHOTOFINISH_PYTHON_${name}`, path.join(folder, 'none')])),
    PHOTOFINISH_TRUSTED_PROXIES: '127.0.0.0/8',
    ...(!plan.usualRates && { PHOTOFINISH_MAX_REQUESTS_PER_MINUTE: '10000000' }),
    ...(plan.listedQueriesOnly && { PHOTOFINISH_PERSISTED_QUERIES: list }),
  };
  const listed = [CANCEL, FOLLOW, NOT_ENDED, QUESTION, RACE, START, STATUS].map((query) => [sha256(query), query]);
  writeFileSync(list, JSON.stringify(Object.fromEntries(listed)));
  const [token = null, bystandersToken = null] = plan.asksWhoCalls ? await adminTokens(environment, 2) : [];
  return { folder, environment, token, bystandersToken };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function adminTokens(environment: NodeJS.ProcessEnv, count: number): Promise<string[]> {
  const database = await openDatabase(loadConfiguration(environment));
  try {
    const nothing = { projects: null, expiresAt: null, maximumQueuedRaces: null, deviceSecondsPerDay: null };
    const tokens = new ApiTokens(database);
    const secrets: string[] = [];
    for (let made = 0; made < count; made++) {
      secrets.push((await tokens.create({ name: `fuzz ${made}`, scope: 'ADMIN', ...nothing })).secret);
    }
    return secrets;
  } finally {
    await database.destroy();
  }
}
