import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleText } from 'node:util';
import { guardTerminal, printable } from '../../../src/cli/terminal/printable.ts';

const HOSTILE = 'A\u001b[2J\u001b]0;owned\u0007\u001b]52;c;ZXZpbA==\u001b\\\r\u009b2KZ\u0000';
const SHOWN = 'A\ufffd[2J\ufffd]0;owned\ufffd\ufffd]52;c;ZXZpbA==\ufffd\\\ufffd\ufffd2KZ\ufffd';

test('what a terminal would obey is shown instead; colours, lines, tabs and letters of all kinds stay', () => {
  assert.equal(printable(HOSTILE), SHOWN);
  const ours = '\u001b[1;32m✓\u001b[39m Zażółć\tgęślą\n日本 👍🏽';
  assert.equal(printable(ours), ours);
  assert.equal(printable('\u001b[31\u001b[31m'), '\ufffd[31\u001b[31m');
  for (const hiding of ['8', '1;8', '30', '7', '48;5;0', '38;5;16', '101']) {
    assert.equal(printable(`A\u001b[${hiding}mB`), `A\ufffd[${hiding}mB`);
  }
  for (const shown of ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const) {
    const text = styleText(shown, 'A', { validateStream: false });
    assert.equal(printable(text), text);
  }
  assert.equal(printable('A\u202elluf\u2066'), 'A\ufffdlluf\ufffd');
});

test('a terminal is guarded, a file gets what was printed', () => {
  const printed: unknown[][] = [];
  const printer = {
    log: (...shown: unknown[]) => void printed.push(shown),
    error: (...shown: unknown[]) => void printed.push(shown),
  };
  guardTerminal(printer, { stdout: { isTTY: true }, stderr: {} });
  printer.log(HOSTILE, { a: 1 });
  printer.log('100 %d');
  printer.error(HOSTILE);
  assert.deepEqual(printed, [[`${SHOWN} { a: 1 }`], ['100 %d'], [HOSTILE]]);
});
