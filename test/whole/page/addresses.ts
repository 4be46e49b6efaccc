import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** What addresses lead to, and what is said of those that lead nowhere. */
export function addressesOfPage({ client, server, look, addressOf, modelOf }: PageSuite): void {
  test('an address of what is not there says so, and shows nothing else in its place', async () => {
    const { page, context, faults } = await look('/instruments/999999');
    await page.getByText('There is no instrument 999999.').waitFor();
    const apple = await addressOf('AAPL');
    const { rows } = await client.query<{ id: string }>(
      'select id from ml_predictions where instrument_id = 2 limit 1',
    );
    for (const [address, says] of [
      [`${apple}?backtest=987654`, 'This instrument has no backtest 987654.'],
      [`${apple}?prediction=${rows[0].id}`, `This instrument has no prediction ${rows[0].id}.`],
      [`${apple}?prediction=newest`, 'This instrument has no prediction newest.'],
      ['/portfolio?id=987654', 'There is no portfolio 987654.'],
      ['/models/newest', 'There is no view at'],
      ['/models/987654', 'There is no model 987654.'],
      [`/models/${await modelOf('AAPL')}?beside=987654`, 'Its instrument has no other model 987654.'],
    ] as const) {
      await page.goto(new URL(address, server().pageUrl).href);
      await page.getByText(says).waitFor();
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an address that is none says which there are, and leads on', async () => {
    const { page, context, faults } = await look('/instrument/7?show=all');
    await page.getByText('There is no view at /instrument/7.').waitFor();
    await page.getByText('/readyz').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.goto(new URL(`${await addressOf('AAPL')}/more`, server().pageUrl).href);
    await page.getByText(/There is no view at .*more/).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Today' }).click();
    await page.getByText('instruments. Newest session').waitFor();
    assert.deepEqual(
      faults.filter((fault) => !/status of 404/.test(fault)),
      [],
    );
    await context.close();
  });

  test('an instrument without a prediction says what became of its newest run, and leads to it', async () => {
    const { rows } = await client.query<{ id: string }>(
      `with added as (
         insert into base_instruments (symbol, name) values ('YOUNG', 'Listed last week') returning id)
       insert into ml_pipeline_runs (instrument_id, kind, status, reason, outcome, finished_at)
       select id, 'training', 'skipped', 'prices inserted', 'too little history: 5 of at least 750 sessions', now()
       from added returning id`,
    );
    const { page, context, faults } = await look(await addressOf('YOUNG'));
    await page.getByText('Its newest run was skipped: too little history: 5 of at least 750 sessions.').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('link', { name: 'Its newest run' }).click();
    await page.getByRole('heading', { level: 1, name: `YOUNG, run ${rows[0].id}` }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a portfolio beyond the first page is found by its address, and the server sorts them all', async () => {
    await client.query(
      `insert into ml_portfolio_backtests overriding system value
       select (jsonb_populate_record(p, jsonb_build_object('id', nextval(pg_get_serial_sequence('ml_portfolio_backtests', 'id')),
               'total_return', 0.2 + n / 1000.0))).*
       from ml_portfolio_backtests p, generate_series(1, 55) n where p.symbols = '{AAPL,JPM}'`,
    );
    const { rows } = await client.query<{ id: string }>('select min(id) as id from ml_portfolio_backtests');
    const { page, context, faults } = await look(`/portfolio?id=${rows[0].id}`);
    await page.getByRole('heading', { level: 2, name: 'AAPL, JPM' }).waitFor();
    await page.getByText(/5\d.portfolios tried/).waitFor();
    await page.locator('.figures').getByText('+9.0').waitFor();
    await page.getByRole('button', { name: 'Return', exact: true }).click();
    await page
      .locator('tbody tr')
      .first()
      .getByText(/\+25\.5/)
      .waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
}
