/** What docs/deployment.md hands to Docker and to systemd, held to what the product says of itself. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { nodeOptions } from '../../bench/api/served';
import { loadConfiguration, VARIABLES } from '../../src/config';
import { freePort } from '../support/free-port';
import { startServer } from '../e2e/support';

const ROOT = path.resolve(__dirname, '..', '..');
const MAIN = path.join(ROOT, 'dist', 'src', 'main.js');
const OF_NODE = ['NODE_ENV', 'NODE_OPTIONS'];
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

interface Service {
  image: string;
  build?: { context: string; target: string };
  environment?: Record<string, string>;
  volumes: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const compose = load(read('compose.yaml')) as { services: Record<string, Service>; volumes: Record<string, null> };
const ours = Object.entries(compose.services).filter(([, service]) => service.build);

/** As Docker does, with what a person has put into `.env`. */
function interpolated(value: string): string {
  return value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, name: string, sign: string, rest: string) => {
    if (name === 'POSTGRES_PASSWORD') return 'secret';
    if (sign !== '-') throw new Error(`${name} has no default`);
    return rest;
  });
}

/** Target → its instructions, without what it takes over from others. */
const stages = new Map(
  read('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split(/^FROM /m)
    .slice(1)
    .map((text) => {
      const [first = '', ...instructions] = text.split('\n').filter(Boolean);
      const [base = '', name = ''] = first.split(' AS ');
      return [name, { base, instructions }];
    }),
);

const lastOf = (target: string, keyword: string): string | undefined => {
  const stage = stages.get(target);
  const own = stage?.instructions.filter((line) => line.startsWith(`${keyword} `)).at(-1);
  return own?.slice(keyword.length + 1) ?? (stage ? lastOf(stage.base, keyword) : undefined);
};

describe('compose.yaml', () => {
  test('has the four parts, each pinned or built here, each with a check of its health', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['postgres', 'redis', 'server', 'worker']);
    for (const { image, build, healthcheck } of Object.values(compose.services)) {
      if (build) expect(lastOf(build.target, 'HEALTHCHECK')).toContain('deploy/ready.mjs');
      else
        expect({ image, healthcheck }).toMatchObject({
          image: expect.stringMatching(/^\w+:\d+\.\d+/),
          healthcheck: {},
        });
    }
  });

  test('names only variables that there are, with values that are accepted', () => {
    expect(ours).toHaveLength(2);
    for (const [, { environment = {} }] of ours) {
      const values = Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, interpolated(value)]),
      );
      expect(Object.keys(VARIABLES)).toEqual(expect.arrayContaining(Object.keys(values)));
      const configuration = loadConfiguration(values);
      expect(configuration).toMatchObject({ auth: { kind: 'tokens' }, redisUrl: 'redis://redis:6379' });
      expect(configuration.databaseUrl).toBe('postgres://photofinish:secret@postgres:5432/photofinish');
    }
    expect(compose.services['worker']?.environment?.['PHOTOFINISH_WORKER_PORT']).toBeDefined();
  });

  test('waits for parts, and mounts volumes, that there are', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':')),
    );
    expect(new Set(mounted.map(([name]) => name))).toEqual(new Set(Object.keys(compose.volumes)));
    for (const { depends_on: others = {} } of Object.values(compose.services)) {
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(others)));
      for (const { condition } of Object.values(others)) expect(condition).toBe('service_healthy');
    }
    for (const [, service] of ours) {
      const folders = service.volumes.map((each) => each.split(':')[1]);
      const [made] = lastOf('server', 'RUN')?.match(/(?<=install -d -o node -g node ).*/) ?? [];
      expect(made?.split(' ')).toEqual(expect.arrayContaining(folders));
    }
  });
});

describe('Dockerfile', () => {
  test('ends as a plain user, with a command that there is', () => {
    for (const [, { build }] of ours) {
      const target = build?.target ?? '';
      expect(lastOf(target, 'USER')).toBe('node');
      expect(JSON.parse(lastOf(target, 'ENTRYPOINT') ?? '')).toEqual(['node', path.relative(ROOT, MAIN)]);
      const command = JSON.parse(lastOf(target, 'CMD') ?? '') as string[];
      const helped = spawnSync(process.execPath, [MAIN, ...command, '--help'], { encoding: 'utf8' });
      expect(helped).toMatchObject({ status: 0, stdout: expect.stringContaining(`photofinish ${command[0]}`) });
    }
  });

  test('starts from one pinned Node that is supported, and sets variables that there are', () => {
    const bases = [...stages.values()].map(({ base }) => base).filter((base) => !stages.has(base));
    expect(new Set(bases).size).toBe(1);
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-/.exec(bases[0] ?? '') ?? [];
    expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(2019);
    const set = lastOf('server', 'ENV')?.match(/(?<=^| )\w+(?==)/g) ?? [];
    expect([...Object.keys(VARIABLES), ...OF_NODE]).toEqual(expect.arrayContaining(set));
    expect(set).toContain('PHOTOFINISH_AUTH');
  });
});

describe('the check of health', () => {
  const check = async (port: number) => {
    const environment = { ...process.env, PORT: String(port), PHOTOFINISH_WORKER_PORT: '' };
    const child = spawn(process.execPath, ['deploy/ready.mjs'], { cwd: ROOT, env: environment, stdio: 'ignore' });
    return (await once(child, 'exit'))[0] as number;
  };

  test('is content with a server that is ready, and with nothing else', async () => {
    const server = await startServer();
    expect(await check(Number(new URL(server.url).port))).toBe(0);
    await server.stop();
    expect(await check(await freePort())).toBe(1);
    // It takes the connection, and says nothing.
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    expect(await check((mute.address() as AddressInfo).port)).toBe(1);
    mute.close();
  });
});

describe('units for systemd', () => {
  const units = ['deploy/photofinish-server.service', 'deploy/photofinish-worker.service'];

  test('set variables and give commands that there are', () => {
    for (const unit of units) {
      const text = read(unit);
      const set = [...text.matchAll(/(?<=^Environment=.*)\b([A-Z_]+)(?==)/gm)].map(([name]) => name);
      expect([...Object.keys(VARIABLES), ...OF_NODE]).toEqual(expect.arrayContaining(set));
      const [, command = ''] =
        /^ExecStart=\/usr\/bin\/node \/opt\/photofinish\/dist\/src\/main\.js (.*)$/m.exec(text) ?? [];
      expect(spawnSync(process.execPath, [MAIN, ...command.split(' '), '--help']).status).toBe(0);
    }
  });
});

test('a server gets the same options of Node however it is started, and Node knows them', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const [option = '', ...more] = nodeOptions();
  expect({ option, more }).toEqual({ option: expect.stringMatching(/^--/), more: [] });
  expect(spawnSync(process.execPath, [option, '--eval', '0']).status).toBe(0);
  expect(scripts['quickstart']).toContain(` ${option} `);
  for (const file of ['Dockerfile', 'deploy/photofinish-server.service']) {
    expect(read(file)).toContain(`NODE_OPTIONS=${option} `);
  }
});
