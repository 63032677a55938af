/** The Python environments that set-up makes, one per framework: their CUDA pins conflict, so none is shared. */
export interface EnvironmentSpec {
  readonly name: string;
  /** Pinned requirements, relative to the package root. */
  readonly requirementsFile: string;
  /** Taken instead on a host with an NVIDIA GPU; null where the same packages serve both. */
  readonly gpuRequirementsFile: string | null;
  /** `engines`: needed to race. `development`: needed by tests and checks only. */
  readonly purpose: 'engines' | 'development';
}

/** In the order in which set-up makes them. */
export const environments: readonly EnvironmentSpec[] = [
  engineEnvironment('reference', null),
  engineEnvironment('pytorch', null),
  engineEnvironment('tensorflow', 'requirements-gpu.txt'),
  engineEnvironment('jax', 'requirements-gpu.txt'),
  engineEnvironment('pytensor', null),
  developmentEnvironment('tools', 'test/oracle'),
  // Raced against the first in the tests: two versions of one framework side by side.
  developmentEnvironment('second-jax', 'test/fixtures/second-jax'),
];

function engineEnvironment(name: string, gpuFile: string | null): EnvironmentSpec {
  const folder = `src/engines/${name}`;
  return {
    name,
    requirementsFile: `${folder}/requirements.txt`,
    gpuRequirementsFile: gpuFile === null ? null : `${folder}/${gpuFile}`,
    purpose: 'engines',
  };
}

function developmentEnvironment(name: string, folder: string): EnvironmentSpec {
  return { name, requirementsFile: `${folder}/requirements.txt`, gpuRequirementsFile: null, purpose: 'development' };
}
