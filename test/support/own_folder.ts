import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A folder for the suite or the file that calls this, gone after its last test. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pgaugur-test-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
