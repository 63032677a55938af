/**
 * Kills the workers when the server is gone, even by kill -9. A worker that is idle notices the end of its
 * channel by itself; one that is frozen or busy cannot, and a dead server can kill nobody. So one small shell,
 * in a session of its own, holds the list of the workers' process groups and reads it from the server's pipe:
 * when the pipe ends, it kills every group still listed, and whoever is left in the workers' cells.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { Containment, type ContainmentOptions } from './containment';

/**
 * POSIX sh. `$1`: the mark of our processes' environments; the rest: folders with the groups of our cells. Signals of a
 * terminal do not reach it (own session); the traps are for those sent to it by name. Whoever is being killed may be
 * starting others: it looks again.
 */
const SCRIPT = `
mark=$1
shift
trap '' HUP INT TERM QUIT
groups=' '
while read -r verb group; do
  case "$verb" in
    add) groups="$groups$group " ;;
    del)
      case "$groups" in
        *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;;
      esac ;;
  esac
done
exec 2>/dev/null
for group in $groups; do kill -s KILL -- "-$group"; done
for base; do
  for group in "$base"/*/; do
    [ -e "\${group}pids.max" ] && echo 0 >"\${group}pids.max"
  done
done
attempt=0
while [ $attempt -lt 50 ]; do
  left=
  for file in $(grep -ls "$mark" /proc/[0-9]*/environ); do
    file=\${file#/proc/}
    left="$left \${file%/environ}"
  done
  for base; do left="$left $(cat "$base"/*/cgroup.procs)"; done
  case "$left" in *[0-9]*) ;; *) break ;; esac
  for pid in $left; do kill -s KILL "$pid"; done
  attempt=$((attempt + 1))
  sleep 0.05 || sleep 1
done
for base; do rmdir "$base"/*/ "$base"; done
`;

/** A watchdog that dies is replaced; one that dies again and again shows that there is no shell to run. */
const MAXIMUM_REPLACEMENTS = 5;

/** One per server. Stop it when the server ends in order. */
export class Watchdog {
  private readonly groups = new Set<number>();
  private child: ChildProcess;
  private exited: Promise<void>;
  private state: 'watching' | 'stopping' | 'lost' = 'watching';
  private replacements = 0;

  private constructor(readonly containment: Containment) {
    ({ child: this.child, exited: this.exited } = this.launch());
  }

  /** `options`: of the containment of the workers that it watches over; it kills what is left in their cells. */
  static start(options: ContainmentOptions = {}): Watchdog {
    return new Watchdog(Containment.open(options));
  }

  /** Its process id; for tests and diagnostics. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** From now on the group does not outlive the server. Throws where no shell can be run: better no race at all. */
  add(processGroup: number): void {
    if (this.state !== 'watching') throw new Error(`the watchdog over the workers is ${this.state}`);
    this.groups.add(processGroup);
    this.tell(`add ${processGroup}`);
  }

  /** The group is gone; its number may come to belong to somebody else. */
  remove(processGroup: number): void {
    if (this.groups.delete(processGroup)) this.tell(`del ${processGroup}`);
  }

  /** Ends the watchdog, which kills what is still listed. Resolves when it is gone; repeatable. */
  async stop(): Promise<void> {
    this.state = 'stopping';
    // Otherwise nothing would keep this process alive until the watchdog has done its work.
    this.child.ref();
    this.child.stdin?.end();
    await this.exited;
  }

  private tell(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  private launch(): { child: ChildProcess; exited: Promise<void> } {
    const { mark, folders } = this.containment.traces;
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', mark, ...folders], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    // A write to a watchdog that has just died fails; its replacement gets the whole list.
    child.stdin.on('error', () => undefined);
    // It waits for the server, not the server for it.
    child.unref();
    void exited.then(() => this.replace(child));
    return { child, exited };
  }

  private replace(dead: ChildProcess): void {
    if (this.state !== 'watching' || dead !== this.child) return;
    if (this.replacements === MAXIMUM_REPLACEMENTS) {
      this.state = 'lost';
      return;
    }
    this.replacements += 1;
    ({ child: this.child, exited: this.exited } = this.launch());
    for (const group of this.groups) this.tell(`add ${group}`);
  }
}
