/** The suite over the engines of up to three variants. */
import { engineAdapters } from '../../src/engines/registry';
import { defineContracts, FEW_VARIANTS } from './engine-contract';

jest.setTimeout(600_000);

defineContracts(engineAdapters.filter(({ variants }) => variants.length <= FEW_VARIANTS));
