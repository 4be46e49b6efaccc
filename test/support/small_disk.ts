import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverOwner } from '../../src/postgres/platform.ts';

/** A disk of its own that is soon full, for a tablespace. */
export type SmallDisk = { readonly folder: string; remove(): void };

/** @returns why there can be none here, as where mounting is not allowed */
export async function smallDisk(kibibytes: number): Promise<SmallDisk | string> {
  const owner = await serverOwner();
  if (!owner) return 'only root may mount a disk';
  const parent = mkdtempSync(join(tmpdir(), 'pgaugur-test-'));
  chmodSync(parent, 0o755); // the server enters
  const options = `size=${kibibytes}k,mode=700,uid=${owner.uid},gid=${owner.gid}`;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', parent], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(parent, { recursive: true });
    return `no disk can be mounted here: ${mounted.error?.message ?? mounted.stderr.trim()}`;
  }
  return {
    folder: parent,
    remove() {
      spawnSync('umount', [parent]);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
