import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../src/db/pool.ts';
import type { Random } from '../../src/random.ts';
import { addInstrument, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { value } from '../support/rows.ts';
import { despiteFaults, isAway } from './faults.ts';

/** Enough to be trained on, and little enough that a training takes seconds. */
const HISTORY = 600;
const SESSIONS_IN_STORE = 3600;

type Loaded = { readonly id: number; readonly symbol: string; readonly prices: PriceRows; next: number };

export type Load = {
  /** One thing that users do, chosen by the seed. */
  act(): Promise<void>;
  /** One after the other until told to stop. */
  goOn(signal: AbortSignal): Promise<void>;
};

/** Instruments with a history, two of them also in a pool, and what their users do all day. */
export async function startLoad(db: Pool, random: Random, instruments: number): Promise<Load> {
  await db.query(
    `update ml_pipeline_defaults
     set quiet_period = '0', minimum_sessions = 500, retrain_after_sessions = 25, validation_folds = 2`,
  );
  const loaded: Loaded[] = [];
  for (let i = 0; i < instruments; i++) {
    const symbol = `CHAOS${i}`;
    const id = await addInstrument(db, symbol);
    const prices = walkRows(SESSIONS_IN_STORE, i + 1, '2008-01-01');
    if (i < 2)
      await db.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'both')", [id]);
    await insertPriceRows(db, id, prices, 0, HISTORY);
    loaded.push({ id, symbol, prices, next: HISTORY });
  }
  const some = () => loaded[random.below(loaded.length)];
  /** A session of the last half year but one week. */
  const past = ({ prices, next }: Loaded) => prices.dates[next - 8 - random.below(120)];

  const append = async (one: Loaded, sessions: number) => {
    await insertPriceRows(db, one.id, one.prices, one.next, one.next + sessions);
    one.next += sessions;
  };
  const deeds: readonly (() => Promise<unknown>)[] = [
    () => append(some(), 1),
    () => append(some(), 1),
    async () => {
      for (const one of loaded) await append(one, 1);
    },
    () => append(some(), 5),
    () => {
      const one = some();
      return db.query(
        `update stock_prices set close_price = round((high_price + low_price) / 2, 4)
         where stock_id = $1 and trading_date_local = $2`,
        [one.id, past(one)],
      );
    },
    () => {
      const one = some();
      return db.query('delete from stock_prices where stock_id = $1 and trading_date_local = $2', [one.id, past(one)]);
    },
    () => db.query("select request_run($1, 'chaos', 'training')", [some().id]),
    () => db.query("select train_pool('all', 'chaos')"),
    () =>
      db.query(
        `select backtest(m.id, threshold => 0.5 + $1 / 1000.0) from ml_models m
         where m.status in ('active', 'testing') order by m.id desc limit 1`,
        [1 + random.below(400)],
      ),
  ];
  /** What a statement did whose answer was lost, only the server knows. */
  const lookAgain = async (one: Loaded) => {
    const newest = 'select max(trading_date_local) from stock_prices where stock_id = $1';
    one.next = one.prices.dates.indexOf(await despiteFaults(() => value<string>(db, newest, [one.id]))) + 1;
  };
  const act = async () => {
    const deed = deeds[random.below(deeds.length)];
    try {
      await deed();
    } catch (error) {
      if (!isAway(error)) throw error;
      for (const one of loaded) await lookAgain(one);
    }
  };
  return {
    act,
    async goOn(signal) {
      while (!signal.aborted) {
        await act();
        await sleep(100 + random.below(500), undefined, { signal }).catch(() => {}); // aborted: the loop ends
      }
    },
  };
}
