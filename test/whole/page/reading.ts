import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../support/until.ts';
import { barriers } from '../../web/browser.ts';
import type { PageSuite } from './suite.ts';

/** How lists are searched, sorted and paged, with a mouse and without. */
export function readingOfPage({ client, server, look, row, symbols, shows, showsOnly, inOrder }: PageSuite): void {
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
    await page.goto(`${server().pageUrl}?sort=symbol&order=down`);
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
    await page.goto(`${server().pageUrl}?sort=auc&order=down`);
    const known = await inOrder(
      'where test_roc_auc_corrected is not null order by test_roc_auc_corrected_lower desc, symbol',
    );
    await shows(page, [...known, 'Z001']);
    await page.goto(`${server().pageUrl}models?q=z1`);
    await shows(page, ['Z100', 'Z101']);
    await page.goto(`${server().pageUrl}?page=9`);
    await page.getByText('There is no page 9.').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
}
