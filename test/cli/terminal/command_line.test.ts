import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgram } from '../../../src/cli/program.ts';

/** What a command line that is wrong makes the program say. */
async function said(stderr: { isTTY: boolean }, ...words: string[]): Promise<string> {
  const program = createProgram(stderr);
  let text = '';
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeErr: (more) => {
        text += more;
      },
    });
  }
  await assert.rejects(program.parseAsync(['node', 'pgaugur', ...words]), { name: 'CommanderError' });
  return text;
}

for (const words of [['bad\u001b[2J'], ['status', '--x\u001b[2Jy'], ['status', 'SYM', 'more\u001b[2J']]) {
  test(`${JSON.stringify(words)} is quoted so that a terminal shows it, and a file gets what was typed`, async () => {
    const shown = await said({ isTTY: true }, ...words);
    assert.ok(shown.includes('\ufffd[2J') && !shown.includes('\u001b'), shown);
    const written = await said({ isTTY: false }, ...words);
    assert.ok(written.includes('\u001b[2J'), written);
  });
}
