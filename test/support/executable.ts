import { fileURLToPath } from 'node:url';

/** What a user runs as `pgaugur`. */
export const EXECUTABLE = fileURLToPath(new URL('../../src/bin.js', import.meta.url));
