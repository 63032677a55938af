/** The engines of the article, as far as nothing is measured: for tests of what reports ask. */
import { ADAPTERS } from './services';

const [alpha] = ADAPTERS;
const named = (id: string, name: string, variants = ['plain']) => ({
  ...alpha!,
  ...{
    id,
    name,
    variants: variants.map((variant, index) => ({ id: variant, description: '.', default: index === 0 })),
  },
});
const KERAS = ['tensorflow', 'torch', 'tensorflow-user-api', 'torch-user-api'];
const adapters = [named('pytorch', 'PyTorch'), named('tensorflow', 'TensorFlow'), named('keras', 'Keras', KERAS)];
export const stock = { adapters, maximumQueuedRaces: 100 };
