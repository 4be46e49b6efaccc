import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { insertForecasts } from '../server/forecasts.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

/** Lends a program a terminal; util-linux has it. */
const noTerminal =
  spawnSync('script', ['--version']).status === 0 ? false : 'no program "script" here, which makes a terminal';
const ROWS = 6;
const COLUMNS = 30;

describe('status --watch on a terminal', { skip: noTerminal }, () => {
  const database = ownDatabase();

  before(() => insertForecasts(database));

  test('draws on a screen of its own what fits there, each line in one, and leaves the terminal as it was', async () => {
    const command = `stty cols ${COLUMNS} rows ${ROWS}; exec "${process.execPath}" "${EXECUTABLE}" status --watch`;
    const watching = spawn('script', ['-qfec', command, '/dev/null'], {
      env: { ...process.env, DATABASE_URL: database.url, PGAUGUR_SCHEMA: database.schema },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let printed = '';
    watching.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const ended = once(watching, 'exit');
    try {
      const pictures = () => printed.split('\u001b[H').slice(1);
      await until(async () => pictures().length > 2, 'three pictures', 60);
      watching.stdin.write('\u0003'); // Ctrl-C, as somebody types it
      assert.deepEqual(await ended, [0, null]);
      const [screen, after] = printed.split('\u001b[?7h\u001b[?25h\u001b[?1049l');
      assert.ok(screen.startsWith('\u001b[?1049h\u001b[?25l\u001b[?7l'), 'lines are cut at the edge');
      for (const picture of screen.split('\u001b[H').slice(1)) {
        assert.ok(picture.split('\n').length <= ROWS, picture);
        assert.match(picture, /JPM/);
      }
      // The last picture is whole.
      assert.match(after, /JPM[\s\S]*the loader has stopped/);
    } finally {
      watching.kill('SIGKILL');
    }
  });
});
