import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { z } from 'zod';

const line = z.object({
  level: z.number(),
  msg: z.string(),
  err: z.object({ message: z.string(), stack: z.string() }).optional(),
});

const PROGRAM = `
  import { once } from 'node:events';
  import { Worker } from 'node:worker_threads';
  const { createOnlyLog } = await import(process.argv[1]);
  const log = createOnlyLog(process.argv[2]);
  log.error('ours');
  console.error(new Error('of a library'));
  console.warn('a banner');
  process.emitWarning('an old habit');
  await once(new Worker("console.error(new Error('of a thread'))", { eval: true }), 'exit');
  Promise.reject(new Error('nobody waits'));
  await new Promise((done) => setTimeout(done, 10_000));
`;

const run = (level: string): Promise<{ code: unknown; lines: z.infer<typeof line>[] }> =>
  new Promise((done) => {
    const module = new URL('../../../src/cli/host/log_lines.ts', import.meta.url).href;
    execFile(process.execPath, ['--input-type=module', '-e', PROGRAM, module, level], (error, _, stderr) => {
      const texts = stderr.split('\n').filter(Boolean);
      done({ code: error?.code, lines: texts.map((text) => line.parse(JSON.parse(text))) });
    });
  });

test('all that a long process says on standard error is a line of its log, stacks and the last words too', async () => {
  const { code, lines } = await run('warn');
  assert.equal(code, 1);
  const said = lines.map(({ msg }) => msg.split('\n', 1)[0]);
  assert.deepEqual(said, [
    'ours',
    'Error: of a library',
    'a banner',
    'an old habit',
    'Error: of a thread',
    'an error that nobody expected ends the process',
  ]);
  assert.match(lines[1].msg, /\n {4}at /);
  assert.equal(lines.at(-1)?.err?.message, 'nobody waits');
  const errors = await run('error');
  assert.deepEqual(
    errors.lines.map(({ msg }) => msg.split('\n', 1)[0]),
    said.filter((text) => !/a banner|an old habit/.test(text)),
    'a stack is an error, whoever prints it',
  );
});
