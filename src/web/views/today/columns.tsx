import { shortSession } from '../../format/dates.ts';
import { count, fixed, percent, range } from '../../format/numbers.ts';
import type { Column } from '../../parts/data_table.tsx';
import { Interval, Probability, SignalMark } from '../../parts/figures.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { urgency } from './choice.ts';
import type { Forecast } from './read_today.ts';

export const COLUMNS: readonly Column<Forecast>[] = [
  {
    key: 'symbol',
    title: 'Symbol',
    by: ({ symbol }) => symbol,
    cell: (row) => (
      <>
        <a class="symbol" href={`/instruments/${row.instrumentId}`}>
          {row.symbol}
        </a>
        {row.name && <span class="name">{row.name}</span>}
        <span class="narrow faint">
          AUC {fixed(row.testRocAuc)} ({range(row.testRocAucLower, row.testRocAucUpper)}) ·{' '}
          {shortSession(row.predictionDate)}
        </span>
        {!row.usable && <span class="narrow faint">Not usable</span>}
      </>
    ),
  },
  {
    key: 'signal',
    title: 'Signal',
    hint: 'Strongest first: signals that may be acted on, then what else is usable',
    by: (row) => -urgency(row),
    cell: ({ tradingSignal, usable }) => <SignalMark signal={tradingSignal} usable={usable} />,
  },
  {
    key: 'probability',
    title: 'Probability',
    hint: 'That the close seven sessions ahead is higher; the line is how often that happened in training',
    number: true,
    by: ({ predictionProbability }) => predictionProbability,
    cell: ({ predictionProbability, trainingBaseRate }) => (
      <Probability value={predictionProbability} usual={trainingBaseRate} />
    ),
  },
  {
    key: 'auc',
    title: 'Model AUC',
    hint: 'ROC-AUC on sessions the model had not seen, with its 95 % interval; the line is a coin toss',
    number: true,
    wide: true,
    by: ({ testRocAucLower }) => testRocAucLower,
    cell: ({ testRocAuc, testRocAucLower, testRocAucUpper }) => (
      <Interval value={testRocAuc} low={testRocAucLower} high={testRocAucUpper} nothing={0.5} from={0.3} to={0.8} />
    ),
  },
  {
    key: 'record',
    title: 'Track record',
    hint: 'Share of live predictions that were right, with its 95 % interval; the line is always saying the more frequent',
    number: true,
    wide: true,
    by: ({ liveHitRateLower }) => liveHitRateLower,
    cell: (row) =>
      row.livePredictions === null ? (
        <span class="faint">none yet</span>
      ) : (
        <span
          title={`${count(row.livePredictions)} live predictions; always the more frequent: ${percent(row.liveMajorityHitRate)}`}
        >
          <Interval
            share
            value={row.liveHitRate}
            low={row.liveHitRateLower}
            high={row.liveHitRateUpper}
            nothing={row.liveMajorityHitRate}
            from={0}
            to={1}
          />
        </span>
      ),
  },
  {
    key: 'session',
    title: 'Session',
    hint: 'The session after whose close it was predicted, and the seventh after it',
    wide: true,
    className: 'nowrap',
    by: ({ predictionDate }) => predictionDate,
    cell: ({ predictionDate, targetDate }) => (
      <>
        {shortSession(predictionDate)} <span class="faint">to {shortSession(targetDate)}</span>
      </>
    ),
  },
  {
    key: 'usable',
    title: 'Usable',
    by: ({ usable }) => (usable ? 0 : 1),
    className: 'why',
    cell: ({ usable, whyNot }) => (usable ? <span class="yes">Yes</span> : <Reasons text={whyNot} />),
  },
];
