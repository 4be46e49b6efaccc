import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { type Sample, sample } from '../learn/support.ts';

/** Runs a command in this process. @throws what the executable would print as a sentence */
export async function run(t: TestContext, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const stdout = t.mock.method(console, 'log', () => {});
  const stderr = t.mock.method(console, 'error', () => {});
  const printed = ({ mock }: typeof stdout): string => mock.calls.map((call) => call.arguments.join(' ')).join('\n');
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return { stdout: printed(stdout), stderr: printed(stderr) };
  } finally {
    t.mock.restoreAll();
  }
}

/** A folder of its own, gone after the test. */
export async function temporaryFolder(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pgaugur-tables-'));
  t.after(() => rm(folder, { recursive: true }));
  return {
    path: (name: string) => join(folder, name),
    async file(name: string, text: string): Promise<string> {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
  };
}

/** A table with features f0, f1, … and the label y, or the rows of one. */
export function tableText({ features, labels, featureNames }: Sample, from = 0, to = features.rows): string {
  const lines = Array.from({ length: to - from }, (_, i) => {
    const row = from + i;
    const cells = featureNames.map((_, j) => features.data[j * features.rows + row]);
    return [...cells.map((value) => (Number.isNaN(value) ? '' : String(value))), labels[row]].join(',');
  });
  return [[...featureNames, 'y'].join(','), ...lines, ''].join('\n');
}

export const data: Sample = sample(400, 5, 3, { missing: 0.1 });
