import type { EngineView } from '../../../src/cli/api/types';
import { renderEngines } from '../../../src/cli/render/engines-table';
import { PLAIN } from '../support/terminal';

const PYTORCH: EngineView = {
  id: 'pytorch',
  name: 'PyTorch',
  version: '2.13.0',
  available: true,
  unavailableReason: null,
  runtime: 'CPython 3.11.7',
  variants: [
    { id: 'eager', description: '', default: true },
    { id: 'compile', description: '', default: false },
  ],
  devices: [
    { id: 'cpu', kind: 'CPU', name: 'some processor' },
    { id: 'cuda:0', kind: 'GPU', name: 'some card' },
  ],
  precisions: ['FLOAT32'],
  tasks: ['INFERENCE', 'TRAINING'],
};
const MISSING: EngineView = {
  ...PYTORCH,
  id: 'tensorflow',
  version: null,
  available: false,
  unavailableReason: 'It is not installed: run `npx photofinish setup`.',
  variants: [{ id: 'graph', description: '', default: true }],
  devices: [],
};

describe('the list of engines', () => {
  it('shows what each is and, below, why one cannot race', () => {
    expect(`\n${renderEngines([PYTORCH, MISSING], PLAIN)}`).toBe(`
     engine      version  runtime         variants         devices
  ✓  pytorch     2.13.0   CPython 3.11.7  eager*, compile  cpu, cuda:0 (some card)
  ✗  tensorflow  –        CPython 3.11.7  graph*           –
  * is raced when no variant is named.

✗ tensorflow: It is not installed: run \`npx photofinish setup\`.`);
  });
});
