/** Where frameworks keep what they compile, so that it can be given a folder of its own. */
import * as path from 'node:path';
import type { CacheVariables } from '../engines/engine';

/** Code for the GPU that the driver compiles when it is first used, whichever framework brings it. */
export const cudaCaches: CacheVariables = (folder) => ({ CUDA_CACHE_PATH: path.join(folder, 'cuda') });

/** Inductor's generated code and graphs, Triton's kernels. */
export const torchCaches: CacheVariables = (folder) => ({
  ...cudaCaches(folder),
  TORCHINDUCTOR_CACHE_DIR: path.join(folder, 'inductor'),
  TRITON_CACHE_DIR: path.join(folder, 'triton'),
});

/** Off by itself; once on, JAX keeps only what took a second to compile, unless told to keep everything. */
export const jaxCaches: CacheVariables = (folder) => ({
  ...cudaCaches(folder),
  JAX_COMPILATION_CACHE_DIR: path.join(folder, 'jax'),
  JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0',
  JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES: '-1',
});

/** The C code and libraries of PyTensor, and the machine code of Numba. */
export const pytensorCaches: CacheVariables = (folder) => ({
  PYTENSOR_FLAGS: `floatX=float32,base_compiledir=${folder}`,
  NUMBA_CACHE_DIR: path.join(folder, 'numba'),
});

/** Shaders of WebGPU, which the driver compiles: NVIDIA's, and Mesa's. */
export const shaderCaches: CacheVariables = (folder) => ({
  ...cudaCaches(folder),
  __GL_SHADER_DISK_CACHE_PATH: path.join(folder, 'shaders'),
  MESA_SHADER_CACHE_DIR: path.join(folder, 'shaders'),
});
