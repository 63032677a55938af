/**
 * Who may import whom (ARCHITECTURE.md draws the same). A room is a folder of src/, or a file that lies in src/ itself.
 * What is not listed is forbidden. `types` allows imports that vanish when compiled.
 */
type Permission = 'everything' | 'types' | readonly string[];

export interface Arrows {
  readonly [room: string]: { readonly [target: string]: Permission };
}

export const arrows: Arrows = {
  'main.ts': { cli: 'everything' },
  cli: {
    'in-time.ts': 'everything',
    'app.ts': 'everything',
    environments: 'everything',
    'config.ts': 'everything',
    'errors.ts': 'everything',
    // The doctor asks whether what a server would hold is free.
    'host-lock.ts': 'everything',
    'data-source.ts': 'everything',
    // Tokens are made where no server answers yet.
    auth: ['src/auth/api-tokens.ts'],
    entities: 'types',
    racing: ['src/racing/measuring-lock.ts'],
    engines: ['src/engines/worker-path.ts'],
    // A replay compares two answers; the server has only one of them.
    statistics: ['src/statistics/agreement.ts'],
  },
  // The composition root: the only one who constructs services.
  'app.ts': {
    auth: 'everything',
    'app-measuring.ts': 'everything',
    'app-answering.ts': 'everything',
    fleet: 'everything',
    server: 'everything',
    racing: 'everything',
    engines: 'everything',
    'engines/reference': ['src/engines/reference/adapter.ts'],
    hardware: 'everything',
    observing: 'everything',
    workloads: 'everything',
    'data-source.ts': 'everything',
    'server-lock.ts': 'everything',
    'config.ts': 'everything',
    'errors.ts': 'everything',
  },
  // What of it only a process that answers clients needs.
  'app-answering.ts': {
    'app-measuring.ts': 'everything',
    auth: 'types',
    fleet: 'types',
    resolvers: 'types',
    racing: 'everything',
    engines: 'types',
    'engines/reference': ['src/engines/reference/adapter.ts'],
    hardware: 'types',
    'config.ts': 'types',
  },
  // What of it only a process that measures needs.
  'app-measuring.ts': {
    'errors.ts': 'everything',
    fleet: 'types',
    racing: 'everything',
    engines: 'everything',
    'engines/reference': ['src/engines/reference/adapter.ts'],
    hardware: 'types',
    entities: 'everything',
    'config.ts': 'types',
  },
  server: {
    resolvers: 'everything',
    auth: 'everything',
    observing: 'everything',
    'errors.ts': 'everything',
    'loopback.ts': 'everything',
    'config.ts': 'types',
  },
  resolvers: {
    schema: 'everything',
    claims: 'everything',
    documents: 'everything',
    observing: 'types',
    auth: ['src/auth/principal.ts', 'src/auth/project-rule.ts'],
    racing: 'everything',
    charts: 'everything',
    fleet: ['src/fleet/wanted.ts'],
    entities: 'everything',
    workloads: 'everything',
    statistics: 'everything',
    engines: 'types',
    protocol: 'types',
    'errors.ts': 'everything',
  },
  // Who asks: knows nothing of races.
  auth: { entities: 'everything', 'errors.ts': 'everything', 'loopback.ts': 'everything' },
  schema: {
    engines: ['src/engines/registry.ts'],
    claims: 'types',
    protocol: 'types',
    statistics: 'types',
    entities: 'types',
    workloads: 'types',
  },
  racing: {
    claims: 'everything',
    'in-time.ts': 'everything',
    auth: ['src/auth/principal.ts'],
    fleet: 'everything',
    engines: 'everything',
    workloads: 'everything',
    protocol: 'everything',
    statistics: 'everything',
    // What a chart is told; whoever asks for it draws it.
    charts: 'types',
    hardware: 'everything',
    entities: 'everything',
    packing: 'everything',
    'errors.ts': 'everything',
    'host-lock.ts': 'everything',
  },
  // `engine folder` stands for every engine's own folder but the reference, which is not in the registry.
  engines: {
    'engine folder': 'everything',
    protocol: 'everything',
    'config.ts': 'everything',
    'errors.ts': 'everything',
  },
  'engines/worker-kit': { protocol: 'everything' },
  environments: { engines: 'types', 'host-lock.ts': 'everything', 'errors.ts': 'everything', protocol: 'types' },
  workloads: { protocol: 'everything', 'errors.ts': 'everything' },
  fleet: { entities: 'everything' },
  hardware: { entities: 'everything' },
  // It looks on: what it looks at does not know of it.
  observing: { 'in-time.ts': 'everything', racing: 'types', entities: 'everything', 'config.ts': 'types' },
  entities: { claims: 'types', protocol: 'types', statistics: 'types', workloads: 'types' },
  // Short forms of what is stored.
  packing: { entities: 'types', protocol: 'types', statistics: 'types' },
  'data-source.ts': {
    'sqlite-rollback.ts': 'everything',
    'postgres-client.ts': 'everything',
    entities: 'everything',
    'config.ts': 'types',
    migrations: 'everything',
  },
  // Whose work goes on when an answer is there.
  'postgres-client.ts': { observing: ['src/observing/request-scope.ts'] },
  'pg.d.ts': {},
  'server-lock.ts': {
    'host-lock.ts': 'everything',
    'data-source.ts': 'types',
    entities: ['src/entities/advisory-locks.ts'],
  },
  'sqlite-rollback.ts': {},
  // A report as text and as a page.
  documents: {
    claims: 'everything',
    charts: 'everything',
    statistics: ['src/statistics/format.ts', 'src/statistics/verdict.ts'],
  },
  // What reports ask and how they judge, as data, and the judging.
  claims: { statistics: 'everything', entities: 'types', protocol: 'types' },
  statistics: {},
  // Numbers are written the same in a chart and in a sentence.
  charts: { statistics: ['src/statistics/format.ts', 'src/statistics/descriptive.ts'] },
  protocol: {},
  'config.ts': {
    auth: ['src/auth/auth-configuration.ts'],
    'config-values.ts': 'everything',
    'config-families.ts': 'everything',
    // How long a hold may last.
    fleet: ['src/fleet/unheld.ts'],
  },
  // What a label is.
  'config-values.ts': { fleet: ['src/fleet/wanted.ts'] },
  'config-families.ts': {},
  'errors.ts': {},
  'host-lock.ts': {},
  'loopback.ts': {},
  'in-time.ts': {},
};

/** Files of an engine's folder that the server loads (`adapter.ts` and what it needs). */
export const adapterArrows: Arrows[string] = {
  engines: ['src/engines/engine.ts', 'src/engines/worker-path.ts'],
  environments: 'everything',
  protocol: 'everything',
};

/** Files of an engine's folder that run in its child process (`worker.ts` and what it needs). */
export const workerArrows: Arrows[string] = { 'engines/worker-kit': 'everything', protocol: 'everything' };

/** `src/racing/x.ts` → `racing`; `src/engines/pytorch/x.ts` → `engines/pytorch`; `src/app.ts` → `app.ts`. */
export function roomOf(file: string): string {
  const [top = '', room = '', inner = '', deeper] = file.split('/');
  if (top !== 'src') return top;
  return room === 'engines' && deeper !== undefined ? `engines/${inner}` : room;
}

export function isEngineFolder(room: string): boolean {
  return room.startsWith('engines/') && room !== 'engines/worker-kit';
}

/** Whether `allowed` lets a file import `target`. */
export function permits(allowed: Arrows[string], target: string, typeOnly: boolean): boolean {
  const room = roomOf(target);
  const stands = isEngineFolder(room) && room !== 'engines/reference' ? 'engine folder' : room;
  const permission = allowed[room] ?? allowed[stands];
  if (permission === undefined) return false;
  if (permission === 'everything') return true;
  if (permission === 'types') return typeOnly;
  return typeOnly || permission.includes(target);
}
