import { loadSample } from '../../src/cli/start/sample.ts';
import { createRandom } from '../../src/random.ts';
import { createLaboratory } from '../support/laboratory.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { NEVER_TRAINED_AGAIN } from './pipeline/market.ts';

const BARS = 30;

/** From the COMMIT of one appended bar to its committed prediction, with 5,105 sessions of history. */
export const insert: Measurement = {
  name: 'insert',
  description: `one appended bar until its prediction is committed, p50 and p95 of ${BARS}`,
  async run(seed, say) {
    const random = createRandom(seed);
    const lab = await createLaboratory();
    try {
      await lab.db.query(NEVER_TRAINED_AGAIN);
      await lab.startWorker();
      await loadSample(lab.db);
      await lab.idle();
      const milliseconds: number[] = [];
      let close = 2874.56;
      for (let i = 0; i < BARS; i++) {
        const open = close;
        close *= 1 + (random.next() - 0.5) / 50;
        const started = performance.now();
        await lab.db.query(
          `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
           select stock_id, trading_date_local + 1, $1, greatest($1::numeric, $2) + 1, least($1::numeric, $2) - 1, $2, 5000000000
           from stock_prices order by trading_date_local desc limit 1`,
          [open.toFixed(4), close.toFixed(4)],
        );
        const predicted = async () =>
          (
            await lab.db.query(
              'select from ml_predictions where prediction_date = (select max(trading_date_local) from stock_prices)',
            )
          ).rowCount !== 0;
        while (!(await predicted())) await new Promise((wake) => setImmediate(wake));
        milliseconds.push(performance.now() - started);
        await lab.idle();
      }
      say(`appended bars: ${milliseconds.map((value) => Math.round(value)).join(' ')} ms`);
      return {
        insertToPredictionMs: {
          p50: rounded(quantile(milliseconds, 0.5), 0),
          p95: rounded(quantile(milliseconds, 0.95), 0),
        },
      };
    } finally {
      await lab.close();
    }
  },
};
