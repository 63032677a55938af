/** CPU time of the server's process while a block is being measured, as a share of one core. To reach: at most 1 %. */
import type { WorkerSpawner } from '../src/engines/worker-spawner';
import { printMachine, printTable, race } from './support';

interface Watched {
  wallMicroseconds: number;
  cpuMicroseconds: number;
  blocks: number;
}

/** From the moment a block is asked for to the moment its answer is there. */
function watching(total: Watched): (spawn: WorkerSpawner) => WorkerSpawner {
  return (spawn) => (launch, options) => {
    const session = spawn(launch, options);
    const measure = session.measure.bind(session);
    session.measure = async (...question) => {
      const cpu = process.cpuUsage();
      const begun = performance.now();
      const blocks = await measure(...question);
      total.wallMicroseconds += (performance.now() - begun) * 1000;
      const used = process.cpuUsage(cpu);
      total.cpuMicroseconds += used.user + used.system;
      total.blocks += blocks.length;
      return blocks;
    };
    return session;
  };
}

async function main(): Promise<void> {
  printMachine();
  const total: Watched = { wallMicroseconds: 0, cpuMicroseconds: 0, blocks: 0 };
  const entrants = process.argv[2]?.split(',') ?? ['pytorch', 'onnxruntime-node'];
  await race({ workload: 'mlp', task: 'INFERENCE', entrants, effort: 'QUICK', seed: 1 }, watching(total));
  const share = total.cpuMicroseconds / total.wallMicroseconds;
  printTable(
    ['entrants', 'blocks', 'seconds measured', 'server CPU per block', 'share of a core'],
    [
      [
        entrants.join(' '),
        total.blocks,
        (total.wallMicroseconds / 1e6).toFixed(1),
        `${(total.cpuMicroseconds / total.blocks).toFixed(0)} µs`,
        `${(share * 100).toFixed(2)} %`,
      ],
    ],
  );
  process.exitCode = share <= 0.01 ? 0 : 1;
}

void main();
