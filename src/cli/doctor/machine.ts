import { availableParallelism, totalmem } from 'node:os';
import { counted } from '../../text.ts';
import type { Finding } from './report.ts';

const GIB = 2 ** 30;

/** Node and what it may use of the machine; in a container, the container's share. */
export function machineFindings(): Finding[] {
  const { versions, platform, arch } = process;
  const cores = availableParallelism();
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return [
    {
      key: 'node',
      name: 'Node.js',
      state: 'ok',
      lines: [`${versions.node} on ${platform} ${arch}`],
      facts: { version: versions.node, platform, arch },
    },
    {
      key: 'machine',
      name: 'machine',
      state: 'ok',
      lines: [`${counted(cores, 'core')}, ${(memory / GIB).toFixed(1)} GiB of memory`],
      facts: { cores, memoryBytes: memory },
    },
  ];
}
