/** The engines of the article, as far as nothing is measured: for tests of what reports ask. */
import type { EngineAdapter } from '../../src/engines/engine';
import { keras } from '../../src/engines/keras/adapter';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { tensorflow } from '../../src/engines/tensorflow/adapter';
import { ADAPTERS } from './services';

/** Found where the first of the stock is. */
const found = (adapter: EngineAdapter): EngineAdapter => ({
  ...adapter,
  locate: (context) => {
    const [first] = ADAPTERS;
    if (!first) throw new Error('There is no adapter');
    return first.locate(context);
  },
});

export const stock = { adapters: [pytorch, tensorflow, keras].map(found), maximumQueuedRaces: 100 };
