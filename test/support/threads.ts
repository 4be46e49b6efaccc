import { type Compute, createCompute } from '../../src/compute/compute.ts';

let threads: Compute | undefined;

/**
 * Two threads for all workers that the tests of this process start one after the other: what a thread takes to load its
 * modules and to become fast is as much as a training of a test. Idle ones keep no process from ending.
 */
export function sharedThreads(): Compute {
  threads ??= createCompute(2);
  return threads;
}
