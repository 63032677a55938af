/**
 * How the C library of a worker keeps freed memory: the state that glibc itself grows into while a process frees ever
 * larger blocks (mallopt(3), M_MMAP_THRESHOLD), from the start. Otherwise it is the history of a process that decides
 * whether a temporary buffer of 20 MB is mapped and its pages filled anew in every iteration, which costs a tenth of
 * the time of a ResNet-18 in JAX. Other C libraries take no notice.
 */
const MOST_FROM_HEAP_BYTES = 32 * 2 ** 20;
const MOST_KEPT_BYTES = 2 * MOST_FROM_HEAP_BYTES;

export const WORKER_ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: String(MOST_FROM_HEAP_BYTES),
  MALLOC_TRIM_THRESHOLD_: String(MOST_KEPT_BYTES),
};
