import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findGroupPlace } from '../../src/engines/control-groups';
import { Containment } from '../../src/engines/containment';
import { GroupCells } from '../../src/engines/group-cells';
import { dataBytesBeside } from '../../src/engines/limit-cells';

const BOUNDS = { memoryBytes: 2 ** 30, setAsideBytes: 2 ** 20, processes: 100, fileBytes: 2 ** 20 };

/** Files where version 2 has them: no kernel behind, so that only what is asked of it can be seen. */
describe('control groups of version 2, made up', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-groups-'));
    makeGroup('service', { 'cgroup.controllers': 'cpu memory pids', 'cgroup.procs': '' });
    makeGroup('service/server', { 'cgroup.procs': String(process.pid) });
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  function makeGroup(name: string, files: Record<string, string>): void {
    fs.mkdirSync(path.join(root, name));
    for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name, file), text);
  }

  const find = (group: string, mountRoot = '/') =>
    findGroupPlace((file) =>
      file.endsWith('cgroup') ? `0::${group}\n` : `41 31 0:38 ${mountRoot} ${root} rw,relatime - cgroup2 cgroup2 rw\n`,
    );

  it('are made beside the own one, in the group that was delegated', () => {
    expect(find('/service/server')).toEqual({ version: 2, folders: [path.join(root, 'service')] });
    expect(find('/machine/service/server', '/machine')).toEqual({ version: 2, folders: [path.join(root, 'service')] });
  });

  it.each<[string, string, () => void]>([
    ['the own one is not below another', '/service', () => undefined],
    ['others live beside it', '/service/server', () => makeGroup('service/sshd', {})],
    ['processes are in the delegated one', '/service/server', () => write('service/cgroup.procs', '1')],
    ['memory is not delegated', '/service/server', () => write('service/cgroup.controllers', 'cpu pids')],
    ['the own one lies outside of what is mounted', '/../elsewhere', () => undefined],
  ])('are none where %s', (_, group, change) => {
    change();
    expect(find(group)).toBeNull();
  });

  const write = (file: string, text: string) => fs.writeFileSync(path.join(root, file), text);

  it('bound all workers together, and each in its processes', () => {
    const cells = new GroupCells({ version: 2, folders: [path.join(root, 'service')] }, BOUNDS);
    const [base = ''] = cells.folders;
    expect(fs.readFileSync(path.join(base, 'memory.max'), 'utf8')).toBe('1073741824');
    expect(fs.readFileSync(path.join(base, 'cgroup.subtree_control'), 'utf8')).toMatch(/^\+(memory|pids)$/);
    const cell = cells.create({});
    expect(fs.readFileSync(path.join(base, '1', 'memory.oom.group'), 'utf8')).toBe('1');
    expect(cell.bounded({ command: '/bin/true', args: [] }).args).toContain(path.join(base, '1', 'cgroup.procs'));
    expect(cell.memoryKills()).toBeNull();
    fs.writeFileSync(path.join(base, '1', 'memory.events'), 'low 0\nmax 3\noom 1\noom_kill 2\noom_group_kill 1\n');
    expect(cell.memoryKills()).toBe(2);
  });
});

it('each process may take what other workers leave, but at least a quarter, and what it only sets aside', () => {
  expect(dataBytesBeside(BOUNDS, 0)).toBe(2 ** 30 + 2 ** 20);
  expect(dataBytesBeside(BOUNDS, 2 ** 29)).toBe(2 ** 29 + 2 ** 20);
  expect(dataBytesBeside(BOUNDS, 2 ** 30)).toBe(2 ** 28 + 2 ** 20);
});

it('groups that are asked for by name are there, or it throws', () => {
  const open = () => Containment.open({ kind: 'control-groups' });
  if (findGroupPlace() === null) expect(open).toThrow('no control groups');
  else for (const folder of open().traces.folders) fs.rmdirSync(folder);
});
