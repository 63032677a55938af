import { engineAdapters } from '../../src/engines/registry';
import { ID_PREFIXES, isId, newId } from '../../src/entities/ids';
import { isPlainId } from '../../src/resolvers/input-rules';
import { listWorkloads } from '../../src/workloads/catalog';

const named = [...engineAdapters, ...listWorkloads()].map(({ id }) => id);

test('no id names two things: neither an engine and a workload, nor either of them and a row', () => {
  expect(new Set(named).size).toBe(named.length);
  expect(named.length).toBeGreaterThan(6);
  for (const id of named) {
    expect(isPlainId(id)).toBe(true);
    expect(ID_PREFIXES.some((prefix) => isId(prefix, id))).toBe(false);
  }
  for (const prefix of ID_PREFIXES) expect(isPlainId(newId(prefix))).toBe(false);
});
