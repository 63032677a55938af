import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { describeWithEngines } from './interpreters';

const CHILDREN = 60;

describeWithEngines('Keras on PyTorch, forked after the import', { pytorch }, ({ pytorch: launch }) => {
  it('computes in several threads, where PyTorch by itself may have no pool of threads for one of them', () => {
    const program = path.join(__dirname, 'forked_threads.py');
    const env = { ...process.env, ...launch.environment };
    const well = Number(execFileSync(launch.command, [program, String(CHILDREN)], { env }).toString());
    expect(well).toBe(CHILDREN);
  });
});
