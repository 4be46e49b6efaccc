import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** What comes by itself, and what is said while nothing comes. */
export function liveOfPage({ server, look, row, symbols, predict, restart }: PageSuite): void {
  test('a prediction that is inserted appears without a reload, and is said aloud', async () => {
    const { page, context, faults } = await look('/');
    await row(page, 'KO').waitFor();
    await predict('KO', 0.42);
    await row(page, 'KO').getByText('42.0').waitFor({ timeout: 10_000 });
    assert.match(await page.locator('[role=status][aria-live]').innerText(), /KO 42\.0/);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('while it is paused nothing moves, and what is missed comes afterwards', async () => {
    const { page, context } = await look('/');
    await row(page, 'NKE').waitFor();
    await page.getByRole('button', { name: 'Pause live updates' }).click();
    const before = await row(page, 'NKE').innerText();
    await predict('NKE', 0.31);
    const other = await look('/');
    await row(other.page, 'NKE').getByText('31.0').waitFor();
    await other.context.close();
    assert.equal(await row(page, 'NKE').innerText(), before);
    await page.getByRole('button', { name: 'Go on live updates' }).click();
    await row(page, 'NKE').getByText('31.0').waitFor();
    await context.close();
  });

  test('what was being read when it is paused does not come afterwards either, until it goes on', async () => {
    const { page, context, faults } = await look('/');
    await row(page, 'NKE').waitFor();
    const before = await row(page, 'NKE').innerText();
    const asked = Promise.withResolvers<void>();
    const pausedThen = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      asked.resolve();
      await pausedThen.promise;
      await route.continue();
      answered.resolve();
    });
    await predict('NKE', 0.33);
    await asked.promise;
    await page.getByRole('button', { name: 'Pause live updates' }).click();
    pausedThen.resolve();
    await answered.promise;
    await page.unrouteAll({ behavior: 'wait' });
    await page.waitForLoadState('networkidle');
    assert.equal(await row(page, 'NKE').innerText(), before);
    await page.getByRole('button', { name: 'Go on live updates' }).click();
    await row(page, 'NKE').getByText('33.0').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a lost connection is said, what was read stays, and all goes on when the server is back', async () => {
    const { page, context } = await look('/');
    await row(page, 'IBM').waitFor();
    const { port } = server();
    await server().close();
    await page.getByRole('alert').getByText('does not answer').waitFor({ timeout: 15_000 });
    assert.equal((await symbols(page)).length, 12);
    assert.deepEqual(await barriers(page), []);
    await predict('IBM', 0.37);
    await restart(port);
    await row(page, 'IBM').getByText('37.0').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await context.close();
  });
}
