import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import { escapeIdentifier } from 'pg';
import type { Page } from 'playwright-core';
import { reportCommand } from '../../src/cli/report/command.ts';
import { parseApiSettings } from '../../src/env/api_settings.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { ownDatabase } from '../support/own_database.ts';
import { temporaryFolder } from '../support/server.ts';
import { until } from '../support/until.ts';
import { barriers, browserOf, portray, unlessBrowser } from '../web/browser.ts';
import { insertMarket } from '../web/market.ts';

const SECRET = 'a secret that is long enough for anybody';
const operatorsToken = () =>
  new SignJWT({ role: 'operator' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET));

/** A name that would end the element it stands in, were it not written as data. */
const HOSTILE = '</script><script>document.title = "taken"</script><!-- & </style><img src=x onerror="alert(1)">';

describe('the page in a browser', { skip: unlessBrowser }, () => {
  const database = ownDatabase();
  const client = database.client();
  let server: RunningServer;
  /** Set once it has started: what fails before must end, too. */
  let stop: (() => Promise<void>) | undefined;
  before(async () => {
    await insertMarket(client);
    server = await start();
    stop = () => server.close();
  });
  database.beforeDrop(async () => stop?.());
  const start = (port = 0) =>
    startServer({
      databaseUrl: database.url,
      schema: database.schema,
      port,
      access: parseApiSettings({}, { PGAUGUR_JWT_KEY: SECRET }),
    });
  const looks = browserOf(() => server.pageUrl);
  const { look } = looks;

  const row = (page: Page, symbol: string) =>
    page.locator('tbody tr', { has: page.locator('th a', { hasText: new RegExp(`^\\s*${symbol}\\s*$`) }) });
  const symbols = (page: Page) => page.locator('tbody th a').allInnerTexts();

  /** What the server is asked for comes in a moment. */
  const shows = (page: Page, expected: readonly string[]) =>
    until(
      async () => isDeepStrictEqual((await symbols(page)).slice(0, expected.length), expected),
      `the table to begin with ${expected.join(', ')}`,
    );
  const showsOnly = (page: Page, expected: readonly string[]) =>
    until(
      async () => isDeepStrictEqual(await symbols(page), expected),
      `the table to have ${expected.join(', ')} alone`,
    );
  const signIn = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: /^Token/ }).fill(await operatorsToken());
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  };

  const addressOf = async (symbol: string): Promise<string> => {
    const { rows } = await client.query<{ id: number }>('select id from base_instruments where symbol = $1', [symbol]);
    return `/instruments/${rows[0].id}`;
  };

  const inOrder = async (how: string): Promise<string[]> =>
    (await client.query<{ symbol: string }>(`select symbol from todays_forecasts ${how}`)).rows.map(
      ({ symbol }) => symbol,
    );

  const modelOf = async (symbol: string, version = 'v2.0.0'): Promise<string> => {
    const { rows } = await client.query<{ id: string }>(
      `select m.id from ml_models m join base_instruments i on i.id = m.instrument_id
       where i.symbol = $1 and m.model_version = $2`,
      [symbol, version],
    );
    return rows[0].id;
  };

  /** A new bar and what was said of it, as a loader and a worker would write them. */
  const predict = (symbol: string, probability: number) =>
    client.query(
      `with newest as (select * from latest_predictions where symbol = $1),
       bar as (
         insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
         select instrument_id, prediction_date + 1, 100, 101, 99, 100, 1000 from newest)
       insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class,
         prediction_probability, trading_signal, signal_strength, origin)
       select model_id, instrument_id, prediction_date + 1, target_date + 1, 0, $2 >= 0.5, $2, 'HOLD', abs($2 - 0.5) * 2, 'live'
       from newest`,
      [symbol, probability],
    );

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
    await page.getByText('No worker is running').first().waitFor();
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

  test('an operator retries a run that failed, after a confirmation, by keyboard alone, and cancels it', async () => {
    const { page, context, faults } = await look('/runs?status=failed');
    await row(page, 'GE').locator('th a').click();
    const retry = page.getByRole('button', { name: 'Retry' });
    await retry.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Retry run/ });
    await dialog.waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Whoever left it is where he was.
    await page.waitForFunction("document.activeElement?.textContent === 'Retry'");
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Retry' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    const failed = () => client.query("select id from ml_pipeline_runs where instrument_id = 5 and status = 'failed'");
    assert.equal((await failed()).rowCount, 1, 'whoever is no operator changes nothing');
    // One that is not accepted is forgotten: what is on the screen is read on, and another may be given.
    await dialog.getByLabel("Operator's token").fill('none-of-ours');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('is not accepted').waitFor();
    assert.equal(await page.evaluate("sessionStorage.getItem('pgaugur.token')"), null);
    await dialog.getByLabel("Operator's token").fill(await operatorsToken());
    await dialog.getByRole('button', { name: 'Retry' }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page
      .locator('.figures')
      .getByText('queued')
      .or(page.locator('.figures').getByText('running'))
      .first()
      .waitFor();
    assert.equal((await failed()).rowCount, 0);
    const newest = async () => {
      const found = await client.query<{ status: string }>(
        'select status from ml_pipeline_runs where instrument_id = 5 order by id desc limit 1',
      );
      return found.rows[0].status;
    };
    assert.match(await newest(), /^(queued|running)$/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    const cancelling = page.getByRole('dialog', { name: /^Cancel run/ });
    await cancelling.getByRole('button', { name: 'Cancel' }).click();
    await cancelling.waitFor({ state: 'detached' });
    assert.equal(await newest(), 'cancelled');
    assert.deepEqual(
      faults.filter((fault) => !/status of 40[013]/.test(fault)),
      [],
    );
    await context.close();
  });

  test('champion and challenger stand side by side, and an operator promotes and rolls back, with a confirmation', async () => {
    const challenger = await modelOf('AAPL', 'v2.1.0');
    const { page, context, faults } = await look(`/models/${challenger}`);
    await page.getByRole('row', { name: /^Log-loss on \d+.sessions in common 0\.\d{4} 0\.\d{4}/ }).waitFor();
    await signIn(page);
    await page.getByRole('button', { name: 'Promote' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Put v2.1.0 of AAPL into production?').waitFor();
    assert.deepEqual(await barriers(page), []);
    await dialog.getByLabel('Why').fill('to see whether it holds');
    await dialog.getByRole('button', { name: 'Promote' }).click();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('button', { name: 'Promote' }).waitFor();
    const { rows } = await client.query(
      "select string_agg(model_version, ',') as production from ml_models where instrument_id = 1 and is_production",
    );
    assert.deepEqual(rows, [{ production: 'v2.0.0' }]);
    const { rowCount } = await client.query("select from ml_model_promotions where reason = 'to see whether it holds'");
    assert.equal(rowCount, 1);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an operator changes rules and holidays, and everybody reads them', async () => {
    await portray(looks, 'settings', '/settings', (page) => page.getByRole('table', { name: /^Holidays/ }).waitFor());
    const { page, context, faults } = await look('/settings');
    await signIn(page);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a holiday' }).click();
    const day = `${new Date().getFullYear() + 2}-07-03`;
    await dialog.getByLabel('Day').fill(day);
    await dialog.getByLabel('What it is called').fill('Founders’ day');
    await dialog.getByRole('button', { name: 'Add a holiday' }).click();
    const holiday = page.getByRole('row', { name: /Founders’ day/ });
    await holiday.getByRole('button', { name: /^Remove/ }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await holiday.waitFor({ state: 'detached' });
    const change = page.getByRole('button', { name: 'Change BUY from' });
    await change.click();
    // Letter by letter: what is not yet a number stays as it is typed.
    await dialog.getByLabel(/^BUY from/).fill('');
    await dialog.getByLabel(/^BUY from/).pressSequentially('0.65');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await page
      .getByRole('row', { name: /^BUY from/ })
      .getByText('65.0')
      .waitFor();
    const defaults = await client.query('select probability_threshold from ml_pipeline_defaults');
    assert.equal(Number(defaults.rows[0].probability_threshold), 0.65);
    for (const [rule, label, value, says] of [
      ['Quiet before a training', /in seconds$/, '90', /1.min 30.s/],
      ['Capital of a backtest', /trading currency$/, '25000.50', /25.000\.50/],
      ['Ranked beside', 'Ranked beside', 'sector', /sector/],
    ] as const) {
      await page.getByRole('button', { name: `Change ${rule}` }).click();
      const field = dialog.getByLabel(label);
      await (rule === 'Ranked beside' ? field.selectOption(value) : field.fill(value));
      await dialog.getByRole('button', { name: 'Change' }).click();
      await page.getByRole('row', { name: rule }).locator('strong').getByText(says).waitFor();
    }
    const stored = await client.query(
      'select quiet_period::text as quiet, initial_capital::text as capital, rank_group as beside from ml_pipeline_defaults',
    );
    assert.deepEqual(stored.rows, [{ quiet: '00:01:30', capital: '25000.50', beside: 'sector' }]);
    await page.goto(new URL(await addressOf('XOM'), server.pageUrl).href);
    await page.getByText('What it is trained and judged by').click();
    const own = page.getByRole('row', { name: /^Gate: least test AUC/ });
    for (const [reset, says] of [
      [false, /0\.600\s*its own/],
      [true, /0\.550\s*the default/],
    ] as const) {
      await own.getByRole('button', { name: /^Change/ }).click();
      if (reset) await dialog.getByLabel('back to the default').check();
      else await dialog.getByLabel(/^Gate: least/).fill('0.6');
      await dialog.getByRole('button', { name: 'Change' }).click();
      await own.getByText(says).waitFor();
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an operator pauses an instrument, and tries a portfolio', async () => {
    const { page, context, faults } = await look(await addressOf('MMM'));
    await signIn(page);
    const days = await client.query<{ first: string; last: string }>(
      'select (current_date - 200)::text as first, (current_date - 190)::text as last',
    );
    const [{ first, last }] = days.rows;
    await page.getByRole('button', { name: 'Backfill' }).click();
    const backfill = page.getByRole('dialog', { name: 'Predictions of MMM for the past?' });
    await backfill.getByLabel('From').fill(first);
    await backfill.getByLabel('To').fill(last);
    await backfill.getByRole('button', { name: 'Backfill' }).click();
    await backfill.waitFor({ state: 'detached' });
    const asked = await client.query('select first_session::text, last_session::text from ml_backfill_requests');
    assert.deepEqual(asked.rows, [{ first_session: first, last_session: last }]);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog', { name: 'Pause MMM?' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByText('· paused').waitFor();
    await page.getByRole('link', { name: 'Portfolio', exact: true }).click();
    await page.getByText('Try a portfolio').click();
    const chosen = page.getByRole('group', { name: /^Instruments:/ });
    await chosen.getByRole('searchbox').fill('coca');
    await chosen.getByText('Apple').waitFor({ state: 'hidden' });
    await chosen.getByRole('checkbox', { name: /^KO/ }).check();
    await chosen.getByRole('searchbox').fill('AAPL');
    await chosen.getByRole('checkbox', { name: /^AAPL/ }).check();
    assert.match(await chosen.locator('legend').innerText(), /2.chosen/);
    await page.getByLabel('Positions at a time').fill('2');
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: 'Run the backtest' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run the backtest' }).click();
    await page
      .getByRole('row', { name: /AAPL, KO|KO, AAPL/ })
      .getByText('queued')
      .waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an operator trains a pool, and tries a portfolio of the first by rank', async () => {
    const { page, context, faults } = await look('/ranking');
    await signIn(page);
    await page.getByRole('button', { name: 'Train pool all' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Train pool all' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await row(page, 'pool all').locator('.run-queued').waitFor();
    await page.getByRole('link', { name: 'Portfolio', exact: true }).click();
    await page.getByText('Try a portfolio').click();
    await page.getByLabel('Cost per side').fill('');
    await page.getByRole('button', { name: 'Run the backtest' }).click();
    assert.equal(await dialog.count(), 0, 'what a rule lacks is said before anything is asked for');
    await page.getByLabel('Cost per side').fill('0.002');
    await page.getByLabel('What is held').selectOption('the first of a pool');
    await page.getByLabel('The first so many').fill('3');
    await page.getByLabel('Sold below rank').fill('6');
    await page.getByRole('button', { name: 'Run the backtest' }).click();
    await dialog.getByRole('button', { name: 'Run the backtest' }).click();
    const tried = page.getByRole('row', { name: /the first 3 by rank, sold below 6/ });
    await tried.getByText('queued').waitFor();
    const { rows } = await client.query(
      'select top_n, drop_below, transaction_cost from ml_portfolio_backtests order by id desc limit 1',
    );
    assert.deepEqual(rows, [{ top_n: 3, drop_below: 6, transaction_cost: 0.002 }]);
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
    await page.goto(new URL(await addressOf('AAPL'), server.pageUrl).href);
    await page.getByText('As it was:').waitFor();
    await page.getByRole('slider', { name: 'rsi_14' }).press('End');
    await page.getByText(/\d\d\.\d.% would be/).waitFor();
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(faults, []);
    await context.close();
  });

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
      await page.goto(new URL(address, server.pageUrl).href);
      await page.getByText(says).waitFor();
    }
    assert.deepEqual(faults, []);
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

  test('Today is searched, filtered and sorted, and its address says how', async () => {
    const { page, context, faults } = await look('/');
    await page.getByRole('searchbox').fill('ge');
    await showsOnly(page, ['GE']);
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('Nothing matches.').waitFor();
    await page.getByRole('button', { name: /Show all/ }).click();
    await showsOnly(page, await inOrder('order by urgency desc, symbol'));
    await page.getByRole('radio', { name: 'Signals' }).check({ force: true });
    const signals = await inOrder("where usable and trading_signal <> 'HOLD' order by urgency desc, symbol");
    assert.ok(signals.length > 0 && signals.length < 12);
    await showsOnly(page, signals);
    assert.equal(new URL(page.url()).searchParams.get('show'), 'signals');
    await page.goto(`${server.pageUrl}?sort=symbol&order=down`);
    await row(page, 'AAPL').waitFor();
    await shows(page, ['XOM', 'PG']);
    await page.getByRole('button', { name: 'Symbol' }).click();
    await shows(page, ['AAPL', 'BA']);
    await page.getByRole('button', { name: 'Log-loss skill' }).click();
    await showsOnly(page, await inOrder('order by test_log_loss_skill_lower desc nulls last, symbol'));
    await page.getByRole('button', { name: 'Log-loss skill' }).click();
    await showsOnly(page, await inOrder('order by test_log_loss_skill_lower nulls last, symbol'));
    assert.deepEqual(faults, []);
    await context.close();
  });

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

  test('a lost connection is said, what was read stays, and all goes on when the server is back', async () => {
    const { page, context } = await look('/');
    await row(page, 'IBM').waitFor();
    const { port } = server;
    await server.close();
    await page.getByRole('alert').getByText('does not answer').waitFor({ timeout: 15_000 });
    assert.equal((await symbols(page)).length, 12);
    assert.deepEqual(await barriers(page), []);
    await predict('IBM', 0.37);
    server = await start(port);
    await row(page, 'IBM').getByText('37.0').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await context.close();
  });

  test('it is used by keyboard alone', async () => {
    const { page, context, faults } = await look('/');
    await row(page, 'AAPL').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('jpm');
    await showsOnly(page, ['JPM']);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await until(async () => (await symbols(page)).length === 12, 'all rows to be back');
    await page.locator('tbody th a').first().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate('document.activeElement.textContent'), (await symbols(page))[1]);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('of more instruments than a page has, the server finds, sorts and pages them all', async () => {
    await client.query(`
      with added as (
        insert into base_instruments (symbol, name, currency, exchange_id)
        select 'Z' || to_char(n, 'FM000'), 'Company ' || n, 'USD', 1 from generate_series(1, 130) n returning id),
      bars as (
        insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
        select id, current_date - 1, 10, 11, 9, 10, 1000 from added),
      models as (
        insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
          feature_names, metrics, gate_passed, status, training_records, validation_records, test_records,
          training_start_date, training_end_date, data_end_date, data_hash, model_file_path, trained_at)
        select a.id, 'v2.0.0', 'Z', '{}', s.id, 1, '["rsi_14"]', '{}', false, 'testing', 1, 1, 1, current_date - 900,
               current_date - 400, current_date - 30, '', 'pg:0', now()
        from added a, ml_feature_sets s where s.is_current returning id, instrument_id)
      insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
        predicted_class, prediction_probability, trading_signal, signal_strength, origin)
      select id, instrument_id, current_date - 1, current_date + 9, 0, true, 0.5, 'HOLD', 0, 'live' from models`);
    const { page, context, faults } = await look('/?sort=symbol');
    await page.getByText('1 to 100 of 142 instruments').waitFor();
    assert.equal((await symbols(page)).includes('Z130'), false);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('101 to 142 of 142 instruments').waitFor();
    await until(async () => (await symbols(page)).at(-1) === 'Z130', 'the last page');
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('searchbox').fill('z12');
    await showsOnly(page, ['Z120', 'Z121', 'Z122', 'Z123', 'Z124', 'Z125', 'Z126', 'Z127', 'Z128', 'Z129']);
    await page.getByRole('searchbox').fill('company 77');
    await showsOnly(page, ['Z077']);
    // What is not known comes last.
    await page.goto(`${server.pageUrl}?sort=auc&order=down`);
    const known = await inOrder(
      'where test_roc_auc_corrected is not null order by test_roc_auc_corrected_lower desc, symbol',
    );
    await shows(page, [...known, 'Z001']);
    await page.goto(`${server.pageUrl}models?q=z1`);
    await shows(page, ['Z100', 'Z101']);
    await page.goto(`${server.pageUrl}?page=9`);
    await page.getByText('There is no page 9.').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
});
