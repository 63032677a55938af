/** What callers of each scope may do, over the whole schema: a field that is added must say what it needs. */
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { ANONYMOUS, type Principal } from '../../src/auth/principal';
import { SCOPES, type ScopeName } from '../../src/entities/api-token.entity';
import { buildApiSchema } from '../../src/resolvers/build-schema';
import { enforceScopes, rootFields, scopeOf } from '../../src/resolvers/scope';

const schema = buildApiSchema();

const EXPECTED: Readonly<Record<string, ScopeName>> = {
  apiTokens: 'ADMIN',
  auditTrail: 'ADMIN',
  comparison: 'READ',
  engine: 'READ',
  engines: 'READ',
  hardwareProfiles: 'READ',
  measuringHosts: 'READ',
  node: 'READ',
  race: 'READ',
  races: 'READ',
  reanalyse: 'READ',
  report: 'READ',
  reports: 'READ',
  reportComparison: 'READ',
  run: 'READ',
  sweep: 'READ',
  sweeps: 'READ',
  workload: 'READ',
  workloads: 'READ',
  cancelRace: 'RUN',
  cancelReport: 'RUN',
  cancelSweep: 'RUN',
  createApiToken: 'ADMIN',
  deleteRace: 'RUN',
  deleteReport: 'RUN',
  deleteSweep: 'RUN',
  measureLimits: 'ADMIN',
  revokeApiToken: 'ADMIN',
  startRace: 'RUN',
  startReport: 'RUN',
  startSweep: 'RUN',
  raceEvents: 'READ',
  reportEvents: 'READ',
};

const holder = (scope: ScopeName): Principal => ({
  kind: 'subject',
  subject: 'ada',
  scope,
  projects: null,
  expiresAt: null,
});

test('every root field has the scope that it should have', () => {
  expect(Object.fromEntries(rootFields(schema).map((field) => [field.name, scopeOf(field)]))).toEqual(EXPECTED);
});

test('a root field without a scope keeps the schema from being built', () => {
  const query = new GraphQLObjectType({ name: 'Query', fields: { open: { type: GraphQLString } } });
  expect(() => enforceScopes(new GraphQLSchema({ query }))).toThrow('The root field open has no scope');
});

test('a subscription asks before its source is opened', () => {
  let opened = false;
  const subscribe = () => void (opened = true);
  const field = { type: GraphQLString, extensions: { scope: 'RUN' }, subscribe };
  const query = new GraphQLObjectType({ name: 'Query', fields: { all: { ...field, type: GraphQLString } } });
  const subscription = new GraphQLObjectType({ name: 'Subscription', fields: { events: field } });
  const guarded = new GraphQLSchema({ query, subscription });
  enforceScopes(guarded);
  const events = guarded.getSubscriptionType()?.getFields()['events'];
  const open = (scope: ScopeName) => events?.subscribe?.(null, {}, { principal: holder(scope) }, {} as never);
  expect(() => open('READ')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  expect(opened).toBe(false);
  void open('RUN');
  expect(opened).toBe(true);
});

describe.each(rootFields(schema))('$name', (field) => {
  const needed = scopeOf(field) ?? 'ADMIN';
  const lesser = SCOPES.slice(0, SCOPES.indexOf(needed));
  /** What it does before it does anything: a context without services lets it come no further. */
  const outcome = async (principal: Principal) => {
    const ways = [field.resolve, field.subscribe].filter((way) => way !== undefined);
    const failures = ways.map(async (way) => {
      try {
        await way(undefined, {}, { principal } as never, {} as never);
        return null;
      } catch (error) {
        return (error as { code?: string }).code ?? 'further';
      }
    });
    return Promise.all(failures);
  };

  test('is FORBIDDEN to every lesser scope, also as a subscription', async () => {
    for (const scope of lesser) {
      for (const code of await outcome(holder(scope))) expect([scope, code]).toEqual([scope, 'FORBIDDEN']);
    }
  });

  test('is allowed to its own scope, to admin, and where nobody is asked', async () => {
    for (const principal of [holder(needed), holder('ADMIN'), ANONYMOUS]) {
      for (const code of await outcome(principal)) expect(code).not.toBe('FORBIDDEN');
    }
  });
});
