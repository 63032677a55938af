/** API tokens: made, listed, revoked, and found by their secret. */
import { IsNull, type DataSource } from 'typeorm';
import { ApiToken, type ScopeName } from '../entities/api-token.entity';
import { newId } from '../entities/ids';
import { badInput, PhotofinishError } from '../errors';
import { isSecret, newSecret, sha256Of } from './token-secret';
import { requireProject } from './project-rule';

/** Null stands for "no bound", of a time for "never". */
export interface TokenRequest {
  readonly name: string;
  readonly scope: ScopeName;
  readonly projects: readonly string[] | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  readonly maximumQueuedRaces: number | null;
  readonly deviceSecondsPerDay: number | null;
}

/** The only moment at which the secret can be read. */
export interface MadeToken {
  readonly token: ApiToken;
  readonly secret: string;
}

const NAME = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,100}$/u;
const MAXIMUM_PROJECTS = 100;
const MAXIMUM_LISTED = 1000;
/** Every use would be a write otherwise. */
const USE_RESOLUTION_MILLISECONDS = 60_000;

export class ApiTokens {
  constructor(private readonly database: DataSource) {}

  /** Throws BAD_USER_INPUT that names the field of `input`. */
  async create(request: TokenRequest, now = Date.now()): Promise<MadeToken> {
    requireSound(request, now);
    const secret = newSecret();
    const token = Object.assign(new ApiToken(), {
      ...request,
      name: request.name.trim(),
      projects: request.projects && [...new Set(request.projects)],
      id: newId('token', now),
      secretSha256: sha256Of(secret),
      createdAt: now,
      revokedAt: null,
      lastUsedAt: null,
    } satisfies ApiToken);
    await this.rows.insert(token);
    return { token, secret };
  }

  /** Newest first, at most 1000. */
  list(): Promise<ApiToken[]> {
    return this.rows.find({ order: { createdAt: 'DESC', id: 'DESC' }, take: MAXIMUM_LISTED });
  }

  /** Of no use from then on. One that is revoked stays as it is. Throws NOT_FOUND. */
  async revoke(id: string, now = Date.now()): Promise<ApiToken> {
    await this.rows.update({ id, revokedAt: IsNull() }, { revokedAt: now });
    const token = await this.rows.findOneBy({ id });
    if (token) return token;
    const advice = 'Take the id from `apiTokens`, or from `photofinish token list`.';
    throw new PhotofinishError('NOT_FOUND', 'There is no such token.', { field: 'id', advice });
  }

  /** The token of this secret while it may be used; null for every other text. */
  async findUsable(secret: string, now = Date.now()): Promise<ApiToken | null> {
    const token = isSecret(secret) ? await this.rows.findOneBy({ secretSha256: sha256Of(secret) }) : null;
    if (!token || !isUsable(token, now)) return null;
    if (token.lastUsedAt === null || now - token.lastUsedAt >= USE_RESOLUTION_MILLISECONDS) {
      await this.rows.update({ id: token.id }, { lastUsedAt: now });
    }
    return token;
  }

  /** Those of the ids whose token may still be used. */
  async usableOf(ids: ReadonlySet<string>, now = Date.now()): Promise<ReadonlySet<string>> {
    if (ids.size === 0) return new Set();
    const tokens = await this.rows
      .createQueryBuilder('token')
      .where('token.id IN (:...ids)', { ids: [...ids] })
      .getMany();
    return new Set(tokens.filter((token) => isUsable(token, now)).map(({ id }) => id));
  }

  private get rows() {
    return this.database.getRepository(ApiToken);
  }
}

function isUsable({ revokedAt, expiresAt }: ApiToken, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function requireSound(request: TokenRequest, now: number): void {
  if (!NAME.test(request.name) || request.name.trim() === '') {
    throw badInput(
      'input.name',
      'This is not a name.',
      'Give one line of 1 to 100 characters that says what it is for.',
    );
  }
  const projects = request.projects ?? [];
  if (request.projects?.length === 0 || projects.length > MAXIMUM_PROJECTS) {
    const advice = `Give 1 to ${MAXIMUM_PROJECTS}, or leave them out: then it is for all projects.`;
    throw badInput('input.projects', 'This is not a list of projects.', advice);
  }
  projects.forEach((project, index) => requireProject(project, `input.projects[${index}]`));
  if (request.expiresAt !== null && !(request.expiresAt > now)) {
    throw badInput('input.expiresAt', 'This moment has passed.', 'Give one that is to come.');
  }
  const { maximumQueuedRaces, deviceSecondsPerDay } = request;
  if (maximumQueuedRaces !== null && !(Number.isInteger(maximumQueuedRaces) && maximumQueuedRaces >= 0)) {
    throw badInput('input.maximumQueuedRaces', 'This value is out of range.', 'Give a whole number from 0.');
  }
  if (deviceSecondsPerDay !== null && !(Number.isFinite(deviceSecondsPerDay) && deviceSecondsPerDay >= 0)) {
    throw badInput('input.deviceSecondsPerDay', 'This value is out of range.', 'Give seconds, from 0.');
  }
}
