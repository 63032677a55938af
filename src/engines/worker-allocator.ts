/**
 * How the C library of a worker keeps freed memory. By itself glibc adapts to what a process happened to free before
 * (mallopt(3), M_MMAP_THRESHOLD): it is history that decides whether buffers of some MB are mapped and their pages
 * filled anew in every iteration, which costs a tenth of the time of a ResNet-18 in JAX or of an LSTM in TensorFlow.
 * With these, buffers of up to 32 MiB (the most that glibc allows) are kept. Other C libraries take no notice.
 */
const MEBIBYTE = 2 ** 20;

export const WORKER_ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: String(32 * MEBIBYTE),
  /** Of the memory at the end of the heap so much stays. */
  MALLOC_TRIM_THRESHOLD_: String(256 * MEBIBYTE),
  /** The heap of a thread is at most 64 MiB, and an empty one is given back unless so much is to be kept. */
  MALLOC_TOP_PAD_: String(64 * MEBIBYTE),
};
