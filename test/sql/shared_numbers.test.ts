import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_BACKTEST_RULES, DEFAULT_PORTFOLIO_RULES } from '../../src/backtest/index.ts';
import { CONTEXT_SLOTS } from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { expectedOver, FEWEST_RANKED, gate, MAJOR_CHANGE } from '../../src/learn/index.ts';
import { RANK_BLOCK_DAYS } from '../../src/learn/ranking/rank_evaluation.ts';
import { tradingSignal } from '../../src/predictions/index.ts';
import { FEWEST_MEMBERS } from '../../src/step_support/pool_rows.ts';
import { ENOUGH_TO_JUDGE } from '../../workers/judge_external_model.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, one } from '../support/rows.ts';

describeInTransaction('what SQL and TypeScript both know is the same on both sides:', (db) => {
  /** What the parameters of a function are when they are left out. */
  async function defaultsOf(name: string): Promise<Record<string, unknown>> {
    const parameters = await db.query<{ name: string; expression: string | null }>(
      `select p.proargnames[n] as name, pg_get_function_arg_default(p.oid, n) as expression
       from pg_proc p, generate_series(1, p.pronargs) as n
       where p.proname = $1 and p.pronamespace = current_schema::regnamespace`,
      [name],
    );
    const stated = parameters.rows.filter(({ expression }) => expression !== null);
    assert.ok(stated.length > 0, `${name} has parameters with a default`);
    return one(db, `select ${stated.map((parameter) => `${parameter.expression} as ${parameter.name}`).join(', ')}`);
  }

  /** All numbers that a pattern finds in what Postgres has stored of a function or view. */
  async function numbersIn(definition: string, pattern: RegExp): Promise<number[]> {
    const [text] = await column<string>(db, `select ${definition}`);
    const found = [...text.matchAll(pattern)].map(([, number]) => Number(number));
    assert.ok(found.length > 0, `${definition} has no ${pattern}`);
    return found;
  }

  const only = (value: number, found: readonly number[]) => assert.deepEqual([...new Set(found)], [value]);

  test('the horizon', async () => {
    assert.deepEqual(await column(db, 'select overlap_sessions()'), [HORIZON_SESSIONS]);
    const horizon = `pg_get_expr(d.adbin, d.adrelid)
      from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where d.adrelid = 'ml_predictions'::regclass and a.attname = 'prediction_horizon_days'`;
    only(HORIZON_SESSIONS, await numbersIn(horizon, /^(\d+)$/g));
  });

  test('how few members have no order, and the days that a record of ranks is resampled by', async () => {
    const view = (name: string) => `pg_get_viewdef('${name}'::regclass)`;
    const source = (name: string) => `(select prosrc from pg_proc where proname = '${name}')`;
    only(FEWEST_RANKED, await numbersIn(view('daily_ranks'), /ranked >= (\d+)/g));
    only(FEWEST_RANKED, await numbersIn(view('ranking_today'), /GREATEST\(\(?(\d+)/g));
    only(FEWEST_RANKED, await numbersIn(source('settled_rank_day'), /max\(p\.settled\) >= (\d+)/g));
    only(FEWEST_RANKED, await numbersIn(source('ranked_members'), /cardinality\(ranked\) < (\d+)/g));
    only(HORIZON_SESSIONS, await numbersIn(view('daily_rank_ics'), /lag\([a-z_.]+, (\d+)\)/g));
    only(RANK_BLOCK_DAYS, await numbersIn(source('block_interval'), /(?:\/|day >=) (\d+)/g));
    only(RANK_BLOCK_DAYS - 1, await numbersIn(source('block_interval'), /(\d+) preceding/g));
  });

  test('what a model reaches over so many rows where there is nothing to know', async () => {
    const expectedByRows = [
      { rows: 30, rocAuc: 0.56 },
      { rows: 90, rocAuc: 0.53 },
      { rows: 250, rocAuc: 0.51 },
    ];
    for (const rows of [1, 30, 31, 90, 170, 250, 4000]) {
      const [found] = await column<number>(db, 'select expected_roc_auc($1, $2)', [
        { worth: { expectedByRows } },
        rows,
      ]);
      assert.ok(Math.abs(found - expectedOver(expectedByRows, rows)) < 1e-12, `${rows} rows`);
    }
    assert.deepEqual(await column(db, "select expected_roc_auc('{}', 30)"), [null]);
  });

  test('the rules of a backtest that states none', async () => {
    for (const [name, rules] of [
      ['backtest', DEFAULT_BACKTEST_RULES],
      ['backtest_portfolio', DEFAULT_PORTFOLIO_RULES],
    ] as const) {
      const defaults = await defaultsOf(name);
      const ofSql = {
        threshold: Number(defaults.threshold),
        holdingSessions: defaults.holding_sessions,
        entry: defaults.entry,
        direction: defaults.direction,
        costPerSide: Number(defaults.transaction_cost),
        slippage: Number(defaults.slippage),
        initialCapital: Number(defaults.initial_capital),
        capitalFraction: Number(defaults.capital_fraction),
        wholeShares: defaults.whole_shares,
        ...(name === 'backtest'
          ? {}
          : {
              maxPositions: defaults.max_positions,
              weighting: defaults.weighting,
              topN: defaults.top_n,
              dropBelow: defaults.drop_below,
            }),
      };
      assert.deepEqual(ofSql, rules);
    }
  });

  test('the policy that an installation starts with, as far as backtests have the same rule', async () => {
    const policy = await one(
      db,
      `select probability_threshold as threshold, transaction_cost as "costPerSide",
              initial_capital::float8 as "initialCapital" from ml_pipeline_defaults`,
    );
    const { threshold, costPerSide, initialCapital } = DEFAULT_BACKTEST_RULES;
    assert.deepEqual(policy, { threshold, costPerSide, initialCapital });
  });

  test('the gate of a policy that states none', async () => {
    const { minimum, level } = await one<{ minimum: number; level: number }>(
      db,
      'select minimum_roc_auc as minimum, gate_level as level from ml_pipeline_defaults',
    );
    const passes = (rocAuc: number, pValue: number) => gate({ rocAuc, rocAucInterval: [0.5, 0.6], pValue }).passed;
    assert.equal(passes(minimum, level), true);
    assert.equal(passes(minimum - 1e-9, level), false);
    assert.equal(passes(minimum, level + 1e-9), false);
  });

  test('the slots of indices beside an instrument', async () => {
    const slots = `pg_get_constraintdef(oid) from pg_constraint where conname = 'slot_between_1_and_4'`;
    only(CONTEXT_SLOTS, await numbersIn(slots, /slot <= (\d+)/g));
    assert.equal((await numbersIn("pg_get_viewdef('market_context'::regclass)", /LIMIT (\d+)/g)).at(-1), CONTEXT_SLOTS);
  });

  test('the PSI from which a change is major', async () => {
    const pattern = /greatest\(\(?([\d.]+)[^,]*, \(?drift\)?\.score_noise/gi;
    only(MAJOR_CHANGE, await numbersIn("pg_get_viewdef('judged_predictions'::regclass)", pattern));
    const warning = `prosrc from pg_proc where proname = 'drift_warning' and pronamespace = current_schema::regnamespace`;
    only(MAJOR_CHANGE, await numbersIn(warning, pattern));
  });

  test('the outcomes that a model from elsewhere is judged by', async () => {
    const made = `prosrc from pg_proc where proname = 'external_model' and pronamespace = current_schema::regnamespace`;
    only(ENOUGH_TO_JUDGE, await numbersIn(made, /and (\d+) are needed/g));
  });

  test('the members that make a pool', async () => {
    const due = `prosrc from pg_proc where proname = 'pooled_training_due' and pronamespace = current_schema::regnamespace`;
    only(FEWEST_MEMBERS, await numbersIn(due, /cardinality\(members\) < (\d+)\s/g));
  });

  test('the signal that a probability is', async () => {
    const probabilities = [0, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8, 1];
    for (const signals of [true, false]) {
      for (const trainingBaseRate of [null, 0, 0.2, 0.25, 0.5, 0.75, 0.8, 1]) {
        assert.deepEqual(
          await column(
            db,
            'select trading_signal($1, p, 0.75, $2) from unnest($3::float8[]) with ordinality u (p, n) order by n',
            [signals, trainingBaseRate, probabilities],
          ),
          probabilities.map((probability) => tradingSignal({ signals, trainingBaseRate }, probability, 0.75)),
          `base rate ${trainingBaseRate}`,
        );
      }
    }
  });
});
