import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, portray } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** What operators do on the page. */
export function operatorsOfPage({
  client,
  server,
  look,
  looks,
  row,
  signIn,
  addressOf,
  modelOf,
  operatorsToken,
}: PageSuite): void {
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
    await page.goto(new URL(await addressOf('XOM'), server().pageUrl).href);
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

  test('an operator trains an instrument, pauses it and goes on, and tries a portfolio', async () => {
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
    const isPaused = async () => {
      const { rows } = await client.query<{ is_paused: boolean | null }>(
        "select p.is_paused from ml_pipeline_policies p join base_instruments i on i.id = p.instrument_id where i.symbol = 'MMM'",
      );
      return rows[0]?.is_paused ?? false;
    };
    assert.equal(await isPaused(), true);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByRole('dialog', { name: 'Go on with MMM?' }).getByRole('button', { name: 'Resume' }).click();
    await page.getByText('· paused').waitFor({ state: 'detached' });
    assert.equal(await isPaused(), false);
    // Going on has opened a run, which the training follows.
    const trainings = () =>
      client.query(
        `select from ml_pipeline_runs r join base_instruments i on i.id = r.instrument_id
         where i.symbol = 'MMM'
           and (r.then_train = 'asked for on the page' or r.kind = 'training' and r.reason = 'asked for on the page')`,
      );
    assert.equal((await trainings()).rowCount, 0);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const training = page.getByRole('dialog', { name: 'Train MMM anew?' });
    await training.getByRole('button', { name: 'Train' }).click();
    await training.waitFor({ state: 'detached' });
    assert.equal((await trainings()).rowCount, 1);
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

  test('an operator adds, changes and removes alert rules, and everybody reads when each is raised', async () => {
    const { page, context, faults } = await look('/settings');
    await page
      .getByRole('row', { name: /^runs fail/ })
      .getByText(/when more than 5\.0.% of the runs that ended within 24.h 00.min failed/)
      .waitFor();
    await signIn(page);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add an alert rule' }).click();
    await dialog.getByLabel('What it is called').fill('half the runs');
    await dialog.getByLabel('What it watches').selectOption('Runs fail');
    await dialog.getByLabel(/^Limit/).fill('0.5');
    await dialog.getByLabel(/^How far back/).fill('7200');
    await dialog.getByLabel(/^How long/).fill('600');
    await dialog.getByLabel('Severity').selectOption('critical');
    assert.deepEqual(await barriers(page), []);
    await dialog.getByRole('button', { name: 'Add an alert rule' }).click();
    const rule = page.getByRole('row', { name: /^half the runs/ });
    await rule.getByText(/when more than 50\.0.% of the runs that ended within 2.h 00.min failed/).waitFor();
    await rule.getByText('Critical').waitFor();
    await rule.getByText(/^10.min 0.s$/).waitFor();
    const stored = () =>
      client.query(
        `select watches, threshold, period::text, holds_for::text, severity, is_enabled as enabled
         from ml_alert_rules where name = 'half the runs'`,
      );
    const added = {
      watches: 'failed_share',
      threshold: 0.5,
      period: '02:00:00',
      holds_for: '00:10:00',
      severity: 'critical',
      enabled: true,
    };
    assert.deepEqual((await stored()).rows, [added]);
    await rule.getByRole('button', { name: /^Change/ }).click();
    await dialog.getByLabel('watches').uncheck();
    await dialog.getByLabel(/^Limit/).fill('0.25');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await rule.getByText('Switched off').waitFor();
    assert.deepEqual((await stored()).rows, [{ ...added, threshold: 0.25, enabled: false }]);
    await rule.getByRole('button', { name: /^Remove/ }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await rule.waitFor({ state: 'detached' });
    assert.equal((await stored()).rowCount, 0);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
