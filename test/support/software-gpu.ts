/** The Vulkan driver in software that `npm test` sets up; null where it could not. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { loadConfiguration } from '../../src/config';
import type { EngineAdapter } from '../../src/engines/engine';

const FOLDER = path.join(loadConfiguration().cacheDirectory, 'swiftshader-147.0.0');
const DRIVER = path.join(FOLDER, 'vk_swiftshader_icd.json');

export const softwareGpuIsThere = existsSync(DRIVER);

/** The same engine, seeing that GPU. */
export function withSoftwareGpu(adapter: EngineAdapter): EngineAdapter {
  return {
    ...adapter,
    locate: (context) => {
      const launch = adapter.locate(context);
      if (launch.kind === 'not-installed') return launch;
      const environment = { ...launch.environment, LD_LIBRARY_PATH: FOLDER, VK_DRIVER_FILES: DRIVER };
      return { ...launch, environment };
    },
  };
}
