import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { backtestPortfolio, type PortfolioRules } from '../../src/backtest/index.ts';
import type { TradedInstrument } from '../../src/backtest/inputs.ts';
import { createLog } from '../../src/env/log.ts';
import { portfolioBacktestOnDemand } from '../../workers/portfolio_backtest_on_demand.ts';
import { barsOf } from '../backtest/arbitrary.ts';
import { addInstrument, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { addPooledModel, addRankModel } from '../support/models.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { one, rows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SESSIONS = 60;
const NONE = Number.NaN;

/** A row of ml_portfolio_backtests, as far as what it holds is looked into. */
type Asked = {
  id: number;
  status: string;
  error: string | undefined;
  trials: number;
  backtest_end_date: string;
  members: { modelIds: number[] }[];
  trade_history: { symbol: string }[];
  [column: string]: unknown;
};

/** What somebody said of session t of an instrument. */
const said = (instrument: number, t: number): number => ((t * 37 + instrument * 53) % 100) / 100;

describe('a portfolio backtest on demand', () => {
  const lab = ownLaboratory();
  const operator = lab.pool({ role: 'pgaugur_operator' });
  const reader = lab.pool({ role: 'pgaugur_reader' });
  /** Their prices; GAMA begins ten sessions later. */
  const prices: Readonly<Record<string, PriceRows>> = {
    ALFA: walkRows(SESSIONS, 5),
    BETA: walkRows(SESSIONS, 6),
    GAMA: walkRows(SESSIONS - 10, 7, '2018-01-15'),
  };
  const { dates } = prices.ALFA;
  const ids: Record<string, number> = {};
  /** Per symbol the probabilities that count, by session. */
  const counted = new Map<string, Map<string, number>>();

  before(async () => {
    // Nothing runs but what is asked for.
    await lab.db.query('update ml_pipeline_defaults set is_paused = true');
    for (const [symbol, rows] of Object.entries(prices)) {
      ids[symbol] = await addInstrument(lab.db, symbol);
      await insertPriceRows(lab.db, ids[symbol], rows);
    }
    await lab.db.query('update stock_prices set split_factor = 2 where stock_id = $1 and trading_date_local = $2', [
      ids.ALFA,
      dates[20],
    ]);
    await predictAlfa();
    await predictBeta();
    await predictGama();
    await addInstrument(lab.db, 'SILENT');
    await lab.startWorker();
  });

  const given = (instrument: number, from: number, to: number) =>
    dates.slice(from, to).map((session, i) => ({ session, probability: said(instrument, from + i) }));
  const asMap = (predictions: readonly { session: string; probability: number }[]) =>
    new Map(predictions.map(({ session, probability }) => [session, probability]));

  /** A former model's live predictions stand; the one that serves now said other things of the same sessions. */
  async function predictAlfa() {
    const former = await addModel(lab.db, ids.ALFA, { status: 'deprecated', is_production: false });
    const serving = await addModel(lab.db, ids.ALFA, { model_version: 'v2.1.0' });
    const holdout = given(1, 5, 30);
    const early = given(2, 20, 40);
    const late = given(3, 35, 55);
    await addPredictions(lab.db, ids.ALFA, former, given(9, 0, 20), 'holdout');
    await addPredictions(lab.db, ids.ALFA, serving, holdout, 'holdout');
    await addPredictions(lab.db, ids.ALFA, former, early);
    await addPredictions(lab.db, ids.ALFA, serving, late);
    await addPredictions(lab.db, ids.ALFA, serving, given(9, 30, 35), 'backfill');
    // Before the first live one, the holdout; where two models were live, who spoke first.
    counted.set('ALFA', asMap([...late, ...holdout.filter(({ session }) => session < dates[20]), ...early]));
  }

  /** Nothing but a holdout, and what was predicted after the fact. */
  async function predictBeta() {
    const model = await addModel(lab.db, ids.BETA, { status: 'testing', is_production: false, gate_passed: false });
    await addPredictions(lab.db, ids.BETA, model, given(4, 10, 45), 'holdout');
    await addPredictions(lab.db, ids.BETA, model, given(9, 45, 60), 'backfill');
    counted.set('BETA', asMap(given(4, 10, 45)));
  }

  /** Live from the first day; its model has been rejected since and nothing serves. */
  async function predictGama() {
    const model = await addModel(lab.db, ids.GAMA, { status: 'deprecated', is_production: false });
    await addPredictions(lab.db, ids.GAMA, model, given(5, 15, 50));
    counted.set('GAMA', asMap(given(5, 15, 50)));
  }

  /** Asks as the operator, waits for a worker, and returns the row. */
  async function asked(call: string, ...values: unknown[]) {
    const { rows } = await operator.query(`select id, status from ${call}`, values);
    assert.equal(rows[0].status, 'queued');
    const row = () => one<Asked>(operator, 'select * from ml_portfolio_backtests where id = $1', [rows[0].id]);
    await until(async () => (await row()).status !== 'queued', 'the backtest');
    const result = await row();
    assert.equal(result.status, 'succeeded', result.error);
    return result;
  }

  /** The same by the pure function. */
  function expected(rules: Partial<PortfolioRules>, trials: number, symbols = Object.keys(prices), from = '') {
    const instruments = symbols.map((symbol): TradedInstrument => {
      const rows = prices[symbol];
      const bars = { ...barsOf(rows.open.map(Number), rows.close.map(Number)), dates: rows.dates };
      const signals = rows.dates.map((date) => (date < from ? NONE : (counted.get(symbol)?.get(date) ?? NONE)));
      const splitFactor = Float64Array.from(rows.dates, (date) => (symbol === 'ALFA' && date === dates[20] ? 2 : 1));
      return { symbol, bars, signals, actions: { splitFactor, dividend: new Float64Array(rows.dates.length) } };
    });
    return backtestPortfolio(instruments, rules, { trials });
  }

  const asStored = (value: unknown) => JSON.parse(JSON.stringify(value));

  test('trades what was said first of every session, live before holdout and nothing after the fact', async () => {
    const row = await asked('backtest_portfolio()');
    // Each of the four models that are traded from, or that were judged on these sessions, is a trial.
    const { metrics, trades, equity, contributions } = expected({}, 4);
    assert.ok(trades.length > 5 && trades.some((trade) => trade.exitShares === 2 * trade.shares));
    assert.deepEqual(row.trade_history, asStored(trades));
    assert.deepEqual(row.monthly_returns, asStored(metrics.monthlyReturns));
    assert.deepEqual([row.backtest_start_date, row.backtest_end_date], [equity.dates[0], equity.dates.at(-1)]);
    assert.deepEqual([row.symbols, row.instrument_ids], [null, [ids.ALFA, ids.BETA, ids.GAMA]]);
    for (const [column, value] of Object.entries({
      total_return: metrics.totalReturn,
      annualized_return: metrics.annualizedReturn,
      sharpe_ratio: metrics.sharpeRatio,
      probabilistic_sharpe: metrics.probabilisticSharpe,
      deflated_sharpe: metrics.deflatedSharpe,
      trials: 4,
      max_drawdown: metrics.maxDrawdown,
      exposure: metrics.exposure,
      turnover: metrics.turnover,
      total_trades: metrics.totalTrades,
      win_rate: metrics.winRate,
      buy_and_hold_return: metrics.buyAndHold.totalReturn,
      buy_and_hold_max_drawdown: metrics.buyAndHold.maxDrawdown,
      backtest_quality: metrics.quality,
      quality_score: metrics.qualityScore,
    })) {
      assert.equal(row[column], value, column);
    }
    assert.deepEqual(
      row.members.map(({ modelIds, ...member }) => ({ ...member, models: modelIds.length })),
      asStored([
        { instrumentId: ids.ALFA, live: 35, holdout: 15, firstSession: dates[5], lastSession: dates[54], models: 2 },
        { instrumentId: ids.BETA, live: 0, holdout: 35, firstSession: dates[10], lastSession: dates[44], models: 1 },
        { instrumentId: ids.GAMA, live: 35, holdout: 0, firstSession: dates[15], lastSession: dates[49], models: 1 },
      ]).map((member: object, i: number) => ({ ...member, ...contributions[i] })),
    );
  });

  test('every rule is traded by; another choice is another trial, the same again is none', async () => {
    const call = `backtest_portfolio(array['GAMA', 'ALFA'], max_positions => 2, weighting => 'signal_strength',
      threshold => 0.7, holding_sessions => 3, transaction_cost => 0.002, slippage => 0.001, from_date => $1,
      direction => 'long_short', entry => 'close', initial_capital => 5000, capital_fraction => 0.5, whole_shares => true)`;
    const row = await asked(call, dates[12]);
    const rules = {
      maxPositions: 2,
      weighting: 'signal_strength',
      threshold: 0.7,
      holdingSessions: 3,
      costPerSide: 0.002,
      slippage: 0.001,
      direction: 'long_short',
      entry: 'close',
      initialCapital: 5_000,
      capitalFraction: 0.5,
      wholeShares: true,
    } as const;
    // Three models of the two, and the portfolio of the test before.
    const { metrics, trades } = expected(rules, 4, ['ALFA', 'GAMA'], dates[12]);
    assert.ok(trades.some((trade) => trade.direction === 'short') && trades.some(({ symbol }) => symbol === 'GAMA'));
    assert.deepEqual(row.trade_history, asStored(trades));
    assert.deepEqual([row.trials, row.deflated_sharpe], [4, metrics.deflatedSharpe]);
    assert.deepEqual(row.symbols, ['ALFA', 'GAMA']);
    assert.equal((await asked(call, dates[12])).trials, 4);
    assert.equal((await asked(call, dates[25])).trials, 4);
    assert.equal((await asked('backtest_portfolio()')).trials, 5);
    // Portfolios without a session in common are no trials: the one of two symbols begins later.
    const early = await asked("backtest_portfolio('{BETA}', to_date => $1, holding_sessions => 1)", dates[10]);
    assert.equal(early.backtest_end_date < dates[12], true);
    assert.equal(early.trials, 2);
  });

  test('the ledger of a search counts once, however many members adopted its model', async () => {
    const before = (await asked('backtest_portfolio()')).trials;
    const pooled = await addPooledModel(lab.db, 6);
    await lab.db.query('update ml_models set pooled_model_id = $2 where instrument_id = any ($1)', [
      [ids.BETA, ids.GAMA],
      pooled,
    ]);
    // Six configurations instead of one each for the two.
    assert.equal((await asked('backtest_portfolio()')).trials, before - 2 + 6);
    await lab.db.query('update ml_models set pooled_model_id = null');
  });

  test('a job that comes again changes nothing', async () => {
    const row = await asked('backtest_portfolio(threshold => 0.75)');
    await portfolioBacktestOnDemand.work({ backtest_id: row.id }, { db: lab.db, log: createLog('silent') });
    await portfolioBacktestOnDemand.work({ backtest_id: 4711 }, { db: lab.db, log: createLog('silent') });
    const again = await lab.db.query('select * from ml_portfolio_backtests where id = $1', [row.id]);
    assert.deepEqual(again.rows, [row]);
    await assert.rejects(
      portfolioBacktestOnDemand.work({ backtest_id: 'x' }, { db: lab.db, log: createLog('silent') }),
      { name: 'ZodError' },
    );
  });

  test('what fails says why, and succeeds when the reason is gone', async () => {
    await lab.db.query('delete from stock_prices');
    const { rows } = await operator.query('select id from backtest_portfolio()');
    const row = () => one(operator, 'select status, error from ml_portfolio_backtests where id = $1', [rows[0].id]);
    await until(async () => (await row()).status === 'failed', 'the backtest to fail');
    assert.equal((await row()).error, 'none of the 120 predictions of the portfolio is of a session with a price');
    for (const [symbol, of] of Object.entries(prices)) await insertPriceRows(lab.db, ids[symbol], of);
    await until(async () => (await row()).status === 'succeeded', 'the next attempt');
    assert.equal((await row()).error, null);
  });

  test('symbols that two exchanges list are told apart by the exchange', async () => {
    const exchanges = await lab.db.query(
      "insert into exchanges (mic_code, name) values ('XONE', 'One'), ('XTWO', 'Two') returning id",
    );
    for (const { id: exchange } of exchanges.rows) {
      const twin = await lab.db.query(
        `insert into base_instruments (symbol, name, instrument_type, exchange_id) values ('TWIN', 'Twin', 'stock', $1)
         returning id`,
        [exchange],
      );
      await insertPriceRows(lab.db, twin.rows[0].id, prices.BETA);
      const model = await addModel(lab.db, twin.rows[0].id);
      await addPredictions(lab.db, twin.rows[0].id, model, given(6, 5, 50), 'holdout');
    }
    await assert.rejects(operator.query("select backtest_portfolio('{TWIN}')"), {
      message: 'symbol "TWIN" is listed more than once: name it as TWIN@XONE or TWIN@XTWO',
    });
    const row = await asked("backtest_portfolio('{TWIN@XTWO, TWIN@XONE}')");
    const symbols = new Set(row.trade_history.map(({ symbol }) => symbol));
    assert.deepEqual(symbols, new Set(['TWIN@XONE', 'TWIN@XTWO']));
    await lab.db.query("delete from base_instruments where symbol = 'TWIN'");
  });

  test('failures go with old requests; results stay, as the ledger of what was tried', async () => {
    const results = () =>
      rows<{ id: number; status: string }>(lab.db, 'select id, status from ml_portfolio_backtests order by id');
    const before = await results();
    await lab.db.query("update ml_portfolio_backtests set finished_at = now() - interval '91 days'");
    await lab.db.query(
      `insert into ml_portfolio_backtests (instrument_ids, max_positions, weighting, probability_threshold, holding_sessions,
         entry, direction, transaction_cost, slippage, initial_capital, capital_fraction, whole_shares, status, error, finished_at)
       select instrument_ids, max_positions, weighting, probability_threshold, holding_sessions, entry, direction,
              transaction_cost, slippage, initial_capital, capital_fraction, whole_shares, 'failed', 'by hand', finished_at
       from ml_portfolio_backtests where id = $1`,
      [before[0].id],
    );
    await lab.db.query('select delete_old_runs()');
    assert.deepEqual(await results(), before);
  });

  test('holds the first of a pool by rank: of each session by the model that spoke first, before that by the newest holdout', async () => {
    const pooled = await addPooledModel(lab.db, 3);
    const pool = [...Object.keys(prices), 'DELT', 'EPSI'];
    for (const [i, symbol] of ['DELT', 'EPSI'].entries()) {
      ids[symbol] = await addInstrument(lab.db, symbol);
      await insertPriceRows(lab.db, ids[symbol], walkRows(SESSIONS, 20 + i));
    }
    const [first, second] = [
      await addRankModel(lab.db, pooled),
      await addRankModel(lab.db, await addPooledModel(lab.db, 1)),
    ];
    const place = (symbol: string, t: number, salt: number) =>
      ((t * 29 + pool.indexOf(symbol) * (41 + salt)) % 97) / 97;
    const say = (model: number, salt: number, from: number, to: number, origin: string) =>
      Promise.all(
        pool.map((symbol) =>
          lab.db.query(
            `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, origin, input_hash)
             select $1, $2, s.day, s.p, $5, '' from unnest($3::date[], $4::float8[]) as s (day, p)`,
            [
              model,
              ids[symbol],
              dates.slice(from, to),
              dates.slice(from, to).map((_, i) => place(symbol, from + i, salt)),
              origin,
            ],
          ),
        ),
      );
    await say(first, 1, 10, 30, 'holdout');
    await say(second, 2, 12, 30, 'holdout');
    await say(first, 3, 30, 40, 'live');
    await say(second, 4, 35, 50, 'live');
    await say(second, 5, 50, 55, 'hindsight');
    const row = await asked('backtest_portfolio(top_n => 2, drop_below => 3, holding_sessions => 4)');
    const saltOf = (t: number) => (t < 12 || t >= 50 ? undefined : t < 30 ? 2 : t < 40 ? 3 : 4);
    const rules = { topN: 2, dropBelow: 3, holdingSessions: 4 };
    const ranked = (from: string) =>
      pool.map((symbol): TradedInstrument => {
        const own = prices[symbol] ?? walkRows(SESSIONS, symbol === 'DELT' ? 20 : 21);
        const signals = own.dates.map((date) => {
          const salt = saltOf(dates.indexOf(date));
          return salt === undefined || date < from ? NONE : place(symbol, dates.indexOf(date), salt);
        });
        const splitFactor = Float64Array.from(own.dates, () => 1);
        const bars = { ...barsOf(own.open.map(Number), own.close.map(Number)), dates: own.dates };
        return { symbol, bars, signals, actions: { splitFactor, dividend: new Float64Array(own.dates.length) } };
      });
    const { trades, metrics } = backtestPortfolio(ranked(''), rules, { trials: row.trials });
    assert.ok(trades.filter(({ exitReason }) => exitReason === 'rank').length > 5);
    assert.deepEqual(row.trade_history, asStored(trades));
    assert.deepEqual([row.turnover, row.total_return], [metrics.turnover, metrics.totalReturn]);
    assert.deepEqual([row.top_n, row.drop_below, row.max_positions], [2, 3, 2]);
    const later = await asked('backtest_portfolio($1, top_n => 1, from_date => $2)', pool.toReversed(), dates[33]);
    assert.deepEqual(later.trade_history, asStored(backtestPortfolio(ranked(dates[33]), { topN: 1 }).trades));
    // Two searches of one configuration each, and the portfolios of the tests before.
    assert.equal((await asked('backtest_portfolio(top_n => 2, drop_below => 4)')).trials, row.trials + 2);
  });

  const refused: [call: string, message: string | RegExp][] = [
    ['backtest_portfolio(top_n => 0)', 'backtest_portfolio: top_n must be at least 1, got 0'],
    [
      'backtest_portfolio(top_n => 3, drop_below => 2)',
      'backtest_portfolio: drop_below must be at least top_n (3), got 2',
    ],
    ['backtest_portfolio(drop_below => 2)', 'backtest_portfolio: drop_below must be null where top_n is, got 2'],
    [
      "backtest_portfolio(top_n => 3, direction => 'long_short')",
      'backtest_portfolio: direction must be long_only where top_n is given, got long_short',
    ],
    [
      "backtest_portfolio(top_n => 3, weighting => 'signal_strength')",
      'backtest_portfolio: weighting must be equal where top_n is given, got signal_strength',
    ],
    ['backtest_portfolio(top_n => 6)', 'backtest_portfolio: top_n must be at most the 5 that are ranked, got 6'],
    ["backtest_portfolio('{ALFA}', top_n => 1)", 'backtest_portfolio: top_n ranks five members at least, got 1'],
    [
      "backtest_portfolio('{ALFA, SILENT}', top_n => 1)",
      'backtest_portfolio: nothing to rank: no live or holdout rank of SILENT',
    ],
    [
      "backtest_portfolio(top_n => 1, from_date => '2020-01-01')",
      'backtest_portfolio: no instrument has a live or holdout rank from 2020-01-01',
    ],
    ["backtest_portfolio('{}')", /symbols must name one at least, or be null for all there are, got \{\}$/],
    ["backtest_portfolio('{ALFA, NULL}')", 'backtest_portfolio: symbols must be symbols, got null among them'],
    ["backtest_portfolio('{ALFA, BETA, ALFA}')", 'backtest_portfolio: symbols must be distinct, got ALFA twice'],
    ["backtest_portfolio('{ALFA, alfa}')", 'no instrument with symbol "alfa": did you mean ALFA?'],
    [
      "backtest_portfolio('{ALFA, SILENT}')",
      'backtest_portfolio: nothing to trade: SILENT has no live or holdout prediction',
    ],
    [
      "backtest_portfolio('{ALFA, BETA, GAMA}', from_date => '2018-03-13')",
      'backtest_portfolio: nothing to trade from 2018-03-13: BETA has 35 from 2018-01-15 to 2018-03-02; GAMA has 35 from 2018-01-22 to 2018-03-09',
    ],
    [
      "backtest_portfolio(from_date => '2020-01-01', to_date => '2020-12-31')",
      'backtest_portfolio: no instrument has a live or holdout prediction from 2020-01-01 to 2020-12-31; there are some from 2018-01-08 to 2018-03-16',
    ],
    ['backtest_portfolio(max_positions => 0)', 'backtest_portfolio: max_positions must be at least 1, got 0'],
    ['backtest_portfolio(max_positions => null)', 'backtest_portfolio: max_positions must be at least 1, got null'],
    [
      "backtest_portfolio(weighting => 'size')",
      'backtest_portfolio: weighting must be equal or signal_strength, got size',
    ],
    ['backtest_portfolio(threshold => 0.5)', 'backtest_portfolio: threshold must be above 0.5 and below 1, got 0.5'],
    ['backtest_portfolio(threshold => 1)', 'backtest_portfolio: threshold must be above 0.5 and below 1, got 1'],
    ['backtest_portfolio(holding_sessions => 0)', 'backtest_portfolio: holding_sessions must be at least 1, got 0'],
    [
      "backtest_portfolio(from_date => '2018-03-01', to_date => '2018-02-01')",
      'backtest_portfolio: to_date must be from_date (2018-03-01) or later, got 2018-02-01',
    ],
  ];
  for (const [call, message] of refused) {
    test(`${call} is refused`, async () => {
      const before = await lab.db.query('select count(*) from ml_portfolio_backtests');
      await assert.rejects(operator.query(`select ${call}`), { message });
      assert.deepEqual(await rows(lab.db, 'select count(*) from ml_portfolio_backtests'), before.rows);
    });
  }

  test('readers see what was asked for and what came of it, and neither ask nor write', async () => {
    assert.ok((await rows(reader, 'select total_return from ml_portfolio_backtests')).length > 0);
    await assert.rejects(
      reader.query('select backtest_portfolio()'),
      /permission denied for function backtest_portfoli/,
    );
    for (const write of ['delete from ml_portfolio_backtests', 'update ml_portfolio_backtests set error = null']) {
      await assert.rejects(reader.query(write), /permission denied for table ml_portfolio_backtests/);
    }
  });
});
