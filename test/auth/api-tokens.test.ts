import { ApiTokens } from '../../src/auth/api-tokens';
import { ApiToken } from '../../src/entities/api-token.entity';
import { newId } from '../../src/entities/ids';
import { describeOverDatabases } from '../support/databases';
import { UNBOUND } from '../support/tokens';

const NOW = 1_800_000_000_000;

describeOverDatabases('API tokens', (database) => {
  test('are found by their secret, which is stored nowhere', async () => {
    const dataSource = await database().open();
    const tokens = new ApiTokens(dataSource);
    const { token, secret } = await tokens.create({ ...UNBOUND, name: 'nightly', projects: ['vision'] });
    expect(secret).toMatch(/^pf_[0-9a-f]{64}$/);
    expect(await tokens.findUsable(secret)).toMatchObject({ id: token.id, name: 'nightly', projects: ['vision'] });
    const rows = await dataSource.query('SELECT * FROM api_token');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(3));
  });

  test('no two have the same secret, and nothing else is one', async () => {
    const tokens = new ApiTokens(await database().open());
    const [one, two] = [await tokens.create(UNBOUND), await tokens.create(UNBOUND)];
    expect(one.secret).not.toBe(two.secret);
    for (const text of ['', 'pf_', one.token.secretSha256, `pf_${'0'.repeat(64)}`, `${one.secret}0`]) {
      expect(await tokens.findUsable(text)).toBeNull();
    }
  });

  test('are of no use from the moment at which they expire', async () => {
    const tokens = new ApiTokens(await database().open());
    const { token, secret } = await tokens.create({ ...UNBOUND, expiresAt: NOW + 1000 }, NOW);
    expect(await tokens.findUsable(secret, NOW + 999)).not.toBeNull();
    expect(await tokens.findUsable(secret, NOW + 1000)).toBeNull();
    expect([...(await tokens.usableOf(new Set([token.id]), NOW + 999))]).toEqual([token.id]);
    expect([...(await tokens.usableOf(new Set([token.id]), NOW + 1000))]).toEqual([]);
  });

  test('are of no use once they are revoked, which happens once', async () => {
    const tokens = new ApiTokens(await database().open());
    const { token, secret } = await tokens.create(UNBOUND, NOW);
    expect(await tokens.revoke(token.id, NOW + 1)).toMatchObject({ revokedAt: NOW + 1 });
    expect(await tokens.revoke(token.id, NOW + 2)).toMatchObject({ revokedAt: NOW + 1 });
    expect(await tokens.findUsable(secret, NOW + 3)).toBeNull();
    expect([...(await tokens.usableOf(new Set([token.id]), NOW + 3))]).toEqual([]);
    await expect(tokens.revoke(newId('token'))).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'id' });
  });

  test('remember when they were last used, to within a minute', async () => {
    const dataSource = await database().open();
    const tokens = new ApiTokens(dataSource);
    const { token, secret } = await tokens.create(UNBOUND, NOW);
    const lastUsedAt = async () =>
      (await dataSource.getRepository(ApiToken).findOneByOrFail({ id: token.id })).lastUsedAt;
    expect(await lastUsedAt()).toBeNull();
    await tokens.findUsable(secret, NOW + 1000);
    await tokens.findUsable(secret, NOW + 30_000);
    expect(await lastUsedAt()).toBe(NOW + 1000);
    await tokens.findUsable(secret, NOW + 61_000);
    expect(await lastUsedAt()).toBe(NOW + 61_000);
  });

  test('are listed newest first', async () => {
    const tokens = new ApiTokens(await database().open());
    for (const [index, name] of ['first', 'second', 'third'].entries()) {
      await tokens.create({ ...UNBOUND, name }, NOW + index);
    }
    expect((await tokens.list()).map(({ name }) => name)).toEqual(['third', 'second', 'first']);
  });

  test.each([
    ['input.name', { name: ' ' }],
    ['input.name', { name: 'two\nlines' }],
    ['input.name', { name: 'x'.repeat(101) }],
    ['input.projects', { projects: [] }],
    ['input.projects[1]', { projects: ['vision', 'Not One'] }],
    ['input.expiresAt', { expiresAt: NOW }],
    ['input.expiresAt', { expiresAt: Number.NaN }],
    ['input.maximumQueuedRaces', { maximumQueuedRaces: -1 }],
    ['input.deviceSecondsPerDay', { deviceSecondsPerDay: Number.NaN }],
  ])('with a wrong %s are not made: %j', async (field, changes) => {
    const tokens = new ApiTokens(await database().open());
    await expect(tokens.create({ ...UNBOUND, ...changes }, NOW)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
      advice: expect.stringMatching(/\w+/),
    });
    expect(await tokens.list()).toEqual([]);
  });
});
