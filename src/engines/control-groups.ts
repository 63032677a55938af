/**
 * Where this process may make control groups of its own (cgroups(7)), so that the kernel bounds its workers: below its
 * own group with version 1, beside its own in a group that was delegated to it with version 2 (systemd's `Delegate=`
 * and `DelegateSubgroup=`; a group that has processes can have no bounded groups below it).
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface GroupPlace {
  readonly version: 1 | 2;
  /** In which groups can be made; of memory, then of processes where that is another hierarchy (version 1). */
  readonly folders: readonly string[];
}

/** Of our folders; the number is the server's process id. */
export const GROUP_PREFIX = 'photofinish-';

interface Mount {
  readonly point: string;
  readonly root: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Null where there are none, or this process may not make any. `read`: of files below /proc. */
export function findGroupPlace(read = (file: string) => fs.readFileSync(file, 'utf8')): GroupPlace | null {
  try {
    const mounts = read('/proc/self/mountinfo').split('\n').flatMap(readMount);
    const own = read('/proc/self/cgroup');
    return delegated(mounts, own) ?? underOwn(mounts, own);
  } catch {
    return null;
  }
}

/** Version 2. */
function delegated(mounts: readonly Mount[], own: string): GroupPlace | null {
  const mount = mounts.find(({ type }) => type === 'cgroup2');
  const folder = mount && folderIn(mount, /^0::(.*)$/m.exec(own)?.[1]);
  if (!folder || folder === mount.point) return null;
  const parent = path.dirname(folder);
  const others = fs.readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const ours = ({ name }: fs.Dirent) => name === path.basename(folder) || name.startsWith(GROUP_PREFIX);
  // Where somebody else's groups or processes are, it is not ours to arrange, whatever we may write.
  if (!others.every(ours) || fs.readFileSync(path.join(parent, 'cgroup.procs'), 'utf8').trim() !== '') return null;
  const controllers = fs.readFileSync(path.join(parent, 'cgroup.controllers'), 'utf8').trim().split(' ');
  if (!controllers.includes('memory') || !isWritable(parent)) return null;
  return { version: 2, folders: [parent] };
}

/** Version 1, whose groups may have processes and groups. */
function underOwn(mounts: readonly Mount[], own: string): GroupPlace | null {
  const folders = ['memory', 'pids'].map((controller) => {
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
    const line = own.split('\n').find((each) => each.split(':')[1]?.split(',').includes(controller));
    const folder = mount && folderIn(mount, line?.split(':').slice(2).join(':'));
    return folder && isWritable(folder) ? folder : null;
  });
  const [memory, processes] = folders;
  return memory ? { version: 1, folders: [memory, ...(processes && processes !== memory ? [processes] : [])] } : null;
}

/** Null where the group lies outside of what is mounted here. */
function folderIn(mount: Mount, group: string | undefined): string | null {
  if (group === undefined || group.includes('..')) return null;
  const below = mount.root === '/' ? group : group.startsWith(mount.root) ? group.slice(mount.root.length) : null;
  if (below === null) return null;
  const folder = path.join(mount.point, below).replace(/\/$/, '');
  return fs.existsSync(folder) ? folder : null;
}

/** Whether a group can be made there is only known by making one; modes say little of such file systems. */
function isWritable(folder: string): boolean {
  const attempt = path.join(folder, `${GROUP_PREFIX}try-${process.pid}`);
  try {
    fs.mkdirSync(attempt);
    fs.rmdirSync(attempt);
    return true;
  } catch {
    return false;
  }
}

/** proc(5): `36 35 98:0 <root> <mount point> <options> … - <type> <source> <options of the file system>`. */
function readMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ');
  const [type = '', , options = ''] = after.split(' ');
  if (root === undefined || point === undefined) return [];
  return [{ root: unescaped(root), point: unescaped(point), type, options: options.split(',') }];
}

function unescaped(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
