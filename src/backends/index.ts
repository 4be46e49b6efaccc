/** What computes on this host: the model families by name, and what they have to load for it. */
export { artifactFormatOf, familyNamed, lookbackOf, readingFamily, trainingFamily } from './families.ts';
export type { Engine } from './family_entry.ts';
export { releaseDevice, shareHost } from './networks.ts';
export { type SharedHost, sharedHost, type WebgpuChoice } from './tensorflow/host.ts';
export { releaseSharedMemory } from './trees.ts';
