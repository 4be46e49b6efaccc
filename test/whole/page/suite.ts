import { before } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { parseApiSettings } from '../../../src/env/api_settings.ts';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { until } from '../../support/until.ts';
import { browserOf } from '../../web/browser.ts';
import { insertMarket } from '../../web/market.ts';

const SECRET = 'a secret that is long enough for anybody';

export type PageSuite = ReturnType<typeof pageSuite>;

/** One server, one market and one browser for all tests of the page, and how they are looked at. */
export function pageSuite() {
  const database = ownDatabase();
  const client = database.client();
  let server: RunningServer;
  /** Set once it has started: what fails before must end, too. */
  let stop: (() => Promise<void>) | undefined;
  const start = (port = 0) =>
    startServer({
      databaseUrl: database.url,
      schema: database.schema,
      port,
      access: parseApiSettings({}, { PGAUGUR_JWT_KEY: SECRET }),
    });
  before(async () => {
    await insertMarket(client);
    server = await start();
    stop = () => server.close();
  });
  database.beforeDrop(async () => stop?.());
  const looks = browserOf(() => server.pageUrl);

  const operatorsToken = () =>
    new SignJWT({ role: 'operator' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));

  const symbols = (page: Page) => page.locator('tbody th a').allInnerTexts();

  return {
    database,
    client,
    server: () => server,
    /** Starts it again where it was, after it was closed. */
    restart: async (port: number): Promise<void> => {
      server = await start(port);
    },
    looks,
    look: looks.look,
    operatorsToken,
    symbols,
    row: (page: Page, symbol: string) =>
      page.locator('tbody tr', { has: page.locator('th a', { hasText: new RegExp(`^\\s*${symbol}\\s*$`) }) }),
    /** What the server is asked for comes in a moment. */
    shows: (page: Page, expected: readonly string[]) =>
      until(
        async () => isDeepStrictEqual((await symbols(page)).slice(0, expected.length), expected),
        `the table to begin with ${expected.join(', ')}`,
      ),
    showsOnly: (page: Page, expected: readonly string[]) =>
      until(
        async () => isDeepStrictEqual(await symbols(page), expected),
        `the table to have ${expected.join(', ')} alone`,
      ),
    signIn: async (page: Page): Promise<void> => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('dialog').getByText('docs/operating.md').waitFor();
      await page.getByRole('textbox', { name: /^Token/ }).fill(await operatorsToken());
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
    },
    addressOf: async (symbol: string): Promise<string> => {
      const { rows } = await client.query<{ id: number }>('select id from base_instruments where symbol = $1', [
        symbol,
      ]);
      return `/instruments/${rows[0].id}`;
    },
    inOrder: async (how: string): Promise<string[]> =>
      (await client.query<{ symbol: string }>(`select symbol from todays_forecasts ${how}`)).rows.map(
        ({ symbol }) => symbol,
      ),
    modelOf: async (symbol: string, version = 'v2.0.0'): Promise<string> => {
      const { rows } = await client.query<{ id: string }>(
        `select m.id from ml_models m join base_instruments i on i.id = m.instrument_id
         where i.symbol = $1 and m.model_version = $2`,
        [symbol, version],
      );
      return rows[0].id;
    },
    /** A new bar and what was said of it, as a loader and a worker would write them. */
    predict: (symbol: string, probability: number) =>
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
      ),
  };
}
