import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { reportCommand } from '../../../src/cli/report/command.ts';
import { temporaryFolder } from '../../support/server.ts';
import { portray } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** A name that would end the element it stands in, were it not written as data. */
const HOSTILE = '</script><script>document.title = "taken"</script><!-- & </style><img src=x onerror="alert(1)">';

/** The page of an instrument as a file. */
export function reportOfPage({ client, look, looks, database }: PageSuite): void {
  test('a report is one file that shows an instrument without any network, and stays what it was', async () => {
    await client.query("update base_instruments set name = $1 where symbol = 'DIS'", [HOSTILE]);
    const file = join(await temporaryFolder(), 'report of DIS?.html');
    await reportCommand().parseAsync(
      ['DIS', '--out', file, '--database-url', database.url, '--schema', database.schema],
      { from: 'user' },
    );
    const address = pathToFileURL(file).href;
    const whole = async (page: Page): Promise<void> => {
      await page.locator('.price-canvas canvas').first().waitFor();
      await page.locator('.uplot').nth(2).waitFor();
      await page.getByRole('heading', { name: /^Why/ }).waitFor();
    };
    await portray(looks, 'report', address, whole);
    const { page, context, faults } = await look(address);
    await whole(page);
    assert.equal(await page.locator('.lead').first().innerText(), `${HOSTILE} · New York Stock Exchange · USD`);
    assert.equal(await page.title(), 'DIS · pgaugur');
    assert.match(await page.locator('.report-stamp').innerText(), /^Report of \d+ \w+ \d{4}, \d\d:\d\d UTC$/);
    await page.getByRole('heading', { name: 'Probability of a higher close' }).waitFor();
    await page.getByRole('heading', { name: 'Backtest' }).waitFor();
    assert.deepEqual(await page.locator('a:not([href^="https://www.tradingview.com/"])').allInnerTexts(), []);
    // Nothing is offered that only a server could do.
    assert.equal(await page.getByText('What if?').count(), 0);
    assert.equal(await page.getByRole('button', { name: /Train|Backfill|Pause|Resume/ }).count(), 0);
    await page.getByRole('radio', { name: '1 year' }).check({ force: true });
    await page.getByRole('button', { name: 'Table of Candles, volume and predictions' }).click();
    assert.match(await page.locator('.chart-table tbody tr').first().innerText(), /\d\s+\d/);
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
