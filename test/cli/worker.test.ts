import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workerCommand } from '../../src/cli/worker/command.ts';
import { runCommand } from './support.ts';

/** Where nothing listens: what is wrong with --only is said before any connection. */
const nowhere = { url: 'postgres://u@127.0.0.1:1/db', schema: 'stock_data' };

test('worker --only names what is no step, and what there is', async (t) => {
  await assert.rejects(runCommand(t, workerCommand(), nowhere, '--only', 'train_model, nonsense,more'), {
    name: 'UserError',
    message:
      /^--only: unknown step "nonsense", "more", choose from training, check_data_availability, .*cleanup_old_models$/,
  });
});

test('worker --only without a name is refused', async (t) => {
  for (const only of ['', ' , ']) {
    await assert.rejects(runCommand(t, workerCommand(), nowhere, '--only', only), {
      name: 'UserError',
      message: '--only names no step',
    });
  }
});
