import type { EngineView } from '../api/types';
import type { Colors } from '../terminal';
import { renderTable } from './table';

/** A table of the engines; below it, for each that cannot race here, why not. */
export function renderEngines(engines: readonly EngineView[], colors: Colors): string {
  const head = ['', 'engine', 'version', 'runtime', 'variants', 'devices'];
  const rows = engines.map((engine) => [
    engine.available ? colors.green('✓') : colors.red('✗'),
    engine.id,
    engine.version ?? '–',
    engine.runtime,
    engine.variants.map((variant) => (variant.default ? `${variant.id}*` : variant.id)).join(', '),
    engine.devices.map(renderDevice).join(', ') || '–',
  ]);
  const reasons = engines
    .filter((engine) => !engine.available)
    .map(
      (engine) =>
        `${colors.red('✗')} ${engine.id}: ${engine.unavailableReason ?? 'unavailable for an unknown reason.'}`,
    );
  const legend = `  ${colors.dim('* is raced when no variant is named.')}`;
  return [`${renderTable(head, rows, colors)}\n${legend}`, reasons.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function renderDevice(device: EngineView['devices'][number]): string {
  return device.kind === 'CPU' ? device.id : `${device.id} (${device.name})`;
}
