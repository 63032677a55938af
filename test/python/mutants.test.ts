import * as path from 'node:path';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { tensorflow } from '../../src/engines/tensorflow/adapter';
import { parityTolerance } from '../../src/racing/parity';
import { classifier } from './graphs';
import { describeWithEngines, withProgram } from './interpreters';
import { ask, errorsOf, question, temporaryFolder } from './questions';

const TOLERANCE = parityTolerance(classifier, 'FLOAT32') ?? { output: 0, loss: 0 };
const MUTANT = path.join(__dirname, 'mutant_worker.py');

describeWithEngines('parity', { pytorch, tensorflow, reference }, (launches) => {
  const { folder, remove } = temporaryFolder();
  afterAll(remove);

  const errors = async (mutation: string, engine: 'pytorch' | 'tensorflow', variant: string) => {
    const task = 'TRAINING' as const;
    const right = await ask(launches.reference, await question(folder, classifier, { variant: 'float64', task }), 1);
    const mutant = withProgram(launches[engine], MUTANT, mutation);
    return errorsOf(await ask(mutant, await question(folder, classifier, { variant, task }), 1), right);
  };

  it('catches a second bias that is trained: right at first, wrong after five steps', async () => {
    const { output, loss } = await errors('trained-second-bias', 'pytorch', 'eager');
    expect(output).toBeLessThan(TOLERANCE.output);
    expect(loss).toBeGreaterThan(10 * TOLERANCE.loss);
  });

  it('catches a wrong order of the gates in the output itself', async () => {
    const { output } = await errors('wrong-gate-order', 'pytorch', 'eager');
    expect(output).toBeGreaterThan(10 * TOLERANCE.output);
  });

  it("catches the gradient that TensorFlow registers for its fused LSTM, which is another operation's", async () => {
    const { output, loss } = await errors('registered-gradient', 'tensorflow', 'graph');
    expect(output).toBeLessThan(TOLERANCE.output);
    expect(loss).toBeGreaterThan(10 * TOLERANCE.loss);
  });
});
