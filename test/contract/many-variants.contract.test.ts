/** The suite over the engines of more variants, in a file of its own so that it runs beside the other. */
import { engineAdapters } from '../../src/engines/registry';
import { defineContracts, FEW_VARIANTS } from './engine-contract';

jest.setTimeout(600_000);

defineContracts(engineAdapters.filter(({ variants }) => variants.length > FEW_VARIANTS));
