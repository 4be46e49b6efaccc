import { type BacktestRules, backtest, backtestPortfolio } from '../../src/backtest/index.ts';
import type { TradedInstrument } from '../../src/backtest/inputs.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { createRandom } from '../../src/random.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { randomWalk } from './random_walk.ts';

const PREDICTIONS = 500;
const INSTRUMENTS = 30;
const RUNS = 9;
/** Each run repeats for at least so long: a single backtest is below the clock's resolution. */
const RUN_MILLISECONDS = 200;

/** Holdouts of random walks with random predictions: a single stock with every figure, and a portfolio. */
export const backtests: Measurement = {
  name: 'backtests',
  description: `backtests of ${PREDICTIONS} predictions with all figures, of one stock and of ${INSTRUMENTS} that share an account`,
  async run(seed, say) {
    const markets = Array.from({ length: INSTRUMENTS }, (_, i) => market(seed, i));
    const [{ bars, signals }] = markets;
    const rules: Partial<BacktestRules> = { direction: 'long_short', slippage: 0.0005 };
    const { trades } = backtest(bars, signals, rules);
    const single = perSecond(() => backtest(bars, signals, rules, { trials: 200 }));
    say(`one stock, ${bars.dates.length} sessions, ${trades.length} trades: ${single.toFixed(0)} backtests a second`);
    const shared = perSecond(() => backtestPortfolio(markets, rules, { trials: 200 }));
    say(`${INSTRUMENTS} stocks, 10 places: ${shared.toFixed(1)} backtests a second`);
    return { backtestsPerSecond: rounded(single, 0), portfolioBacktestsPerSecond: rounded(shared, 1) };
  },
};

function market(seed: number, stream: number): TradedInstrument {
  const bars = randomWalk(PREDICTIONS + HORIZON_SESSIONS, seed, stream);
  const { next } = createRandom(seed, 1_000 + stream);
  const signals = bars.close.map((_, t) => (t < PREDICTIONS ? next() : Number.NaN));
  return { symbol: `S${String(stream).padStart(3, '0')}`, bars, signals };
}

/** The median over runs. */
function perSecond(work: () => unknown): number {
  const rates = Array.from({ length: RUNS + 1 }, () => {
    const started = performance.now();
    let times = 0;
    let elapsed = 0;
    do {
      work();
      times++;
      elapsed = performance.now() - started;
    } while (elapsed < RUN_MILLISECONDS);
    return (1_000 * times) / elapsed;
  });
  // The first run warms up.
  return quantile(rates.slice(1), 0.5);
}
