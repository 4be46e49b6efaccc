// Preloaded by every process and thread of a test run: Node strips types from each file anew whenever it loads it, which
// makes a third of what `pgaugur` takes to start. The run has stripped them once, by the same function, under the hash
// of the source; a file that has changed since is left to Node. Plain JavaScript, for the older Node of a test, too.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = new URL(import.meta.url).searchParams.get('folder');

// A Node without hooks strips no types either.
module.registerHooks?.({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const hash = createHash('sha256')
      .update(readFileSync(fileURLToPath(url)))
      .digest('hex');
    const stripped = join(folder, hash);
    if (!existsSync(stripped)) return nextLoad(url, context);
    return { format: 'module', source: readFileSync(stripped), shortCircuit: true };
  },
});
