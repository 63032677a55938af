import { Option, type Command } from 'commander';
import { loadConfiguration } from '../../config';
import type { ApiToken, ScopeName } from '../../entities/api-token.entity';
import { parseEach, parseExpiry, parseInteger, parseNumber } from '../arguments/values';
import { WORDS, words } from '../arguments/words';
import { renderTokens } from '../render/tokens-table';
import { note, print, printDocument, type Terminal } from '../terminal';
import { withTokens } from '../token-store';

interface CreateOptions {
  readonly name: string;
  readonly scope: ScopeName;
  /** Milliseconds from now; null: never. */
  readonly expires: number | null;
  readonly project?: readonly string[];
  readonly maximumQueued?: number;
  readonly deviceSeconds?: number;
  readonly json?: boolean;
}

const DAY_MILLISECONDS = 86_400_000;
const USUAL_DAYS = 90;

const CREATE_HELP = `
The secret is printed this once; only its hash is stored. Examples:
  photofinish token create --name nightly --scope run --project vision
  PHOTOFINISH_TOKEN=$(photofinish token create --name me --scope admin --expires 8h) photofinish engines`;

/** `photofinish token`: credentials for programs, in the database of the configuration. */
export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program.command('token').description('make, list and revoke API tokens, in the configured database');
  token
    .command('create')
    .description('make a token and print its secret, this once')
    .requiredOption('--name <text>', 'what it is for')
    .addOption(words('--scope <scope>', 'what it may do', WORDS.scope).default('READ', 'read'))
    .addOption(expiry())
    .option('--project <id>', 'bound it to a project; may be repeated (default: all)', parseEach)
    .option('--maximum-queued <count>', 'races of its own that may wait at once', parseInteger)
    .option('--device-seconds <seconds>', 'seconds of measuring within any 24 hours', parseNumber)
    .option('--json', 'print the token and its secret as one JSON document')
    .addHelpText('after', CREATE_HELP)
    .action((options: CreateOptions) => create(options, terminal));
  token
    .command('list')
    .description('list the tokens; their secrets are not stored')
    .option('--json', 'print them as one JSON document')
    .action((options: { json?: boolean }) => list(options, terminal));
  token
    .command('revoke <id>')
    .description('end the use of a token; open connections end within seconds')
    .action((id: string) => revoke(id, terminal));
}

const expiry = () =>
  new Option('--expires <time>', '30d, 12h or never')
    .argParser(parseExpiry)
    .default(USUAL_DAYS * DAY_MILLISECONDS, `${USUAL_DAYS}d`);

async function create(options: CreateOptions, terminal: Terminal): Promise<void> {
  const request = {
    name: options.name,
    scope: options.scope,
    projects: options.project ?? null,
    expiresAt: options.expires === null ? null : Date.now() + options.expires,
    maximumQueuedRaces: options.maximumQueued ?? null,
    deviceSecondsPerDay: options.deviceSeconds ?? null,
  };
  const { token, secret } = await withTokens(loadConfiguration(), (tokens) => tokens.create(request));
  if (options.json) {
    printDocument(terminal, { token: shown(token), secret });
    return;
  }
  print(terminal, secret);
  const end = token.expiresAt === null ? 'never expires' : `expires ${new Date(token.expiresAt).toISOString()}`;
  note(terminal, terminal.colors.dim(`${token.id} (${token.scope.toLowerCase()}, ${end}). It is not shown again.`));
}

async function list({ json }: { json?: boolean }, terminal: Terminal): Promise<void> {
  const tokens = await withTokens(loadConfiguration(), (store) => store.list());
  if (json) printDocument(terminal, tokens.map(shown));
  else print(terminal, renderTokens(tokens, terminal.colors));
}

async function revoke(id: string, terminal: Terminal): Promise<void> {
  const { name } = await withTokens(loadConfiguration(), (tokens) => tokens.revoke(id));
  note(terminal, `${name} is revoked.`);
}

/** Without the hash: it is of no use to anybody. */
function shown({ secretSha256: _hash, ...rest }: ApiToken): object {
  return rest;
}
