import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeIdentifier } from 'pg';
import { barriers, portray } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** What each view shows, and how it looks. */
export function viewsOfPage({ client, server, look, looks, row, showsOnly, addressOf, modelOf }: PageSuite): void {
  test('Today has every instrument, with nothing in the way of anybody, in light, dark and on a phone', async () => {
    await portray(looks, 'today', '/', async (page) => {
      await row(page, 'AAPL').waitFor();
      await page.getByText('of 12 instruments. Newest session').waitFor();
    });
    const { page, context } = await look('/');
    const text = await row(page, 'GE').innerText();
    assert.match(text, /General Electric/);
    assert.match(text, /HOLD/);
    assert.match(text, /\d\d\.\d\s%/);
    assert.match(text, /0\.\d\d\s+0\.\d\d–0\.\d\d/);
    assert.match(text, /model did not pass the gate/);
    assert.match(await page.locator('footer').innerText(), /no investment advice/);
    await context.close();
  });

  test('nothing is null in such a market that the API says is always there', async () => {
    const { rows: columns } = await client.query<{ view: string; column: string }>(
      `select c.relname as view, a.attname as column
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind = 'v' and c.relnamespace = current_schema()::regnamespace
         and col_description(c.oid, a.attnum) ~ '^@notNull' and coalesce(obj_description(c.oid), '') !~ '@behavior -\\*'`,
    );
    assert.ok(columns.length > 100);
    for (const { view, column } of columns) {
      const { rowCount } = await client.query(`select from ${view} where ${escapeIdentifier(column)} is null limit 1`);
      assert.equal(rowCount, 0, `${view}.${column}`);
    }
  });

  test('an instrument has its prices, predictions, reasons and backtest, with nothing in the way of anybody', async () => {
    await portray(looks, 'instrument', await addressOf('AAPL'), async (page) => {
      await page.locator('.price-canvas canvas').first().waitFor();
      await page.locator('.uplot').nth(2).waitFor();
      await page.getByText('As it was:').waitFor();
    });
  });

  test('the models in use are ranked, and one of them is shown with its curves', async () => {
    await portray(looks, 'models', '/models', (page) => row(page, 'AAPL').waitFor());
    const id = await modelOf('AAPL');
    await portray(looks, 'model', `/models/${id}`, async (page) => {
      await page.getByRole('heading', { name: 'ROC curve' }).waitFor();
      await page.getByText('3 configurations tried').waitFor();
      await page.getByRole('table', { name: /^Two models side by side/ }).waitFor();
    });
    const { page, context, faults } = await look(`/models/${id}`);
    const roc = page.getByRole('slider', { name: /^ROC curve/ });
    await roc.focus();
    await page.keyboard.press('Home');
    assert.match((await roc.getAttribute('aria-valuetext')) ?? '', /of rises found/);
    const table = page.getByRole('table', { name: /^What was said against what came/ });
    const counts = (await table.locator('td.number').allInnerTexts()).map((text) => Number(text.split(' ')[0]));
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::integer as n from ml_predictions where model_id = $1 and origin = 'holdout' and actual_class is not null",
      [id],
    );
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      rows[0].n,
    );
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('beside a ROC-AUC stands what it is worth, how far the close may go, and what came of both', async () => {
    const { page, context, faults } = await look('/');
    // AAPL: 0.565 on its test range, and 0.521 where there is nothing to know.
    const text = await row(page, 'AAPL').innerText();
    assert.match(text, /0\.54\s+0\.48–0\.60, measured 0\.56/);
    assert.match(text, /0\.5.%\s+−1\.5 to 2\.5.%/);
    assert.match(text, /−4\.0 to \+5\.0.%/);
    await row(page, 'AAPL').locator('th a').click();
    await page.getByText(/median \+0\.3.%, 80.% of outcomes inside; \d+\.\d\d to \d+\.\d\d USD/).waitFor();
    await page
      .getByRole('table', { name: /^Live record/ })
      .getByText(/to hold 80/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'its model' }).click();
    await page.getByText(/on 200 mirrored histories .* the model reaches 0\.521/).waitFor();
    await page.getByText(/Better than seven-session reversal by 0\.012/).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('the members of a pool are ranked, and it is said what that order was worth', async () => {
    await portray(looks, 'ranking', '/ranking', (page) => row(page, 'AAPL').waitFor());
    const { page, context } = await look('/ranking');
    await page
      .getByText(/^Not passed: the lower end of the daily rank IC/)
      .first()
      .waitFor();
    const ranks = await client.query<{ symbol: string }>('select symbol from ranking_today order by rank, symbol');
    await showsOnly(
      page,
      ranks.rows.map(({ symbol }) => symbol),
    );
    await page.getByRole('searchbox').fill('ko');
    await showsOnly(page, ['KO']);
    await context.close();
  });

  test('portfolios that were tried stand side by side', async () => {
    await portray(looks, 'portfolio', '/portfolio', (page) => page.getByText('AAPL, JPM').first().waitFor());
  });

  test('health says what is wrong, what is late and what checks have found', async () => {
    await portray(looks, 'health', '/health', (page) => page.getByText('44 % below').waitFor());
    const { page, context } = await look('/health');
    await page.getByText('No worker for short steps is running').first().waitFor();
    await context.close();
  });

  test('the grid of runs is live, and an error is one click away', async () => {
    await portray(looks, 'runs', '/runs', (page) => row(page, 'GE').waitFor());
    const { page, context, faults } = await look('/runs');
    await row(page, 'IBM').getByText('running').first().waitFor();
    await client.query("update ml_pipeline_runs set status = 'cancelled', finished_at = now() where instrument_id = 6");
    await row(page, 'IBM').getByText('cancelled').waitFor({ timeout: 10_000 });
    await row(page, 'GE')
      .getByRole('link', { name: /train model, failed/ })
      .click();
    await page.getByText('The learner ran out of memory', { exact: true }).waitFor();
    const address = page.url();
    assert.match(address, /\/runs\/\d+\?step=train_model$/);
    await portray(looks, 'run', address, (other) =>
      other.getByText('The learner ran out of memory', { exact: true }).waitFor(),
    );
    await page.goto(new URL('/runs/987654321', address).href);
    await page.getByText('There is no run 987654321 any more.').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a chart is read with arrow keys or as a table, and leads to the reasons of a prediction', async () => {
    const { page, context, faults } = await look(await addressOf('AAPL'));
    const candles = page.getByRole('slider', { name: /^Candles/ });
    await candles.focus();
    const newest = await candles.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    const before = await candles.getAttribute('aria-valuetext');
    assert.match(newest ?? '', /close .* volume .* predicted .* still open/);
    assert.notEqual(before, newest);
    assert.equal(await page.locator('.readout').first().innerText(), before);
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: /^Why/ })
      .getByText(before?.split(':')[0] ?? '')
      .waitFor();
    await page.getByRole('button', { name: 'Table of Candles, volume and predictions' }).click();
    assert.match(await page.locator('.chart-table tbody tr').first().innerText(), /\d\s+\d/);
    await page.goto(new URL(await addressOf('AAPL'), server().pageUrl).href);
    await page.getByText('As it was:').waitFor();
    await page.getByRole('slider', { name: 'rsi_14' }).press('End');
    await page.getByText(/\d\d\.\d.% would be/).waitFor();
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
