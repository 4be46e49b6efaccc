import { ask } from '../../api/ask.ts';
import { leaderboard } from '../../api/documents.ts';
import { readPages } from '../../api/pages.ts';
import { useReading } from '../../api/use_query.ts';
import { count, counted, percent, signed } from '../../format/numbers.ts';
import { spaced } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { type Column, DataTable } from '../../parts/data_table.tsx';
import { Interval } from '../../parts/figures.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { place, setQuery } from '../../parts/router.ts';

const readBoard = (signal: AbortSignal) =>
  readPages(async (after) => (await ask(leaderboard, { after }, signal)).leaderboard);
type Entry = Awaited<ReturnType<typeof readBoard>>[number];

const COLUMNS: readonly Column<Entry>[] = [
  {
    key: 'symbol',
    title: 'Instrument',
    by: ({ symbol }) => symbol,
    cell: ({ symbol, modelId, modelType, scope }) => (
      <>
        <a class="symbol" href={`/models/${modelId}`}>
          {symbol}
        </a>
        <span class="name">
          {spaced(modelType ?? '')}
          {scope === 'pooled' && ', pooled'}
        </span>
      </>
    ),
  },
  {
    key: 'place',
    title: 'Place',
    hint: 'By the lower end of the corrected test AUC',
    number: true,
    by: (one) => -one.place,
    cell: (one) => count(one.place),
  },
  {
    key: 'auc',
    title: 'Test AUC',
    number: true,
    by: ({ testRocAuc }) => testRocAuc,
    cell: (one) => (
      <Interval
        value={one.testRocAuc}
        low={one.testRocAucLower}
        high={one.testRocAucUpper}
        nothing={0.5}
        from={0.3}
        to={0.8}
      />
    ),
  },
  {
    key: 'worth',
    title: 'Corrected',
    hint: 'The test AUC less what the model reaches on mirrored histories, where there is nothing to know, and 0.5 for it',
    number: true,
    wide: true,
    by: ({ testRocAucCorrectedLower }) => testRocAucCorrectedLower,
    cell: (one) => (
      <Interval
        value={one.testRocAucCorrected}
        low={one.testRocAucCorrectedLower}
        high={one.testRocAucCorrectedUpper}
        nothing={0.5}
        from={0.3}
        to={0.8}
      />
    ),
  },
  {
    key: 'live',
    title: 'Live AUC',
    number: true,
    wide: true,
    by: ({ liveRocAuc }) => liveRocAuc,
    cell: (one) => (
      <Interval
        value={one.liveRocAuc}
        low={one.liveRocAucLower}
        high={one.liveRocAucUpper}
        nothing={0.5}
        from={0}
        to={1}
      />
    ),
  },
  {
    key: 'accuracy',
    title: 'Accuracy',
    hint: 'On the test range, beside always saying the more frequent',
    number: true,
    wide: true,
    by: ({ testAccuracy }) => testAccuracy,
    cell: ({ testAccuracy, testMajorityAccuracy }) => (
      <>
        {percent(testAccuracy)} <span class="faint">/ {percent(testMajorityAccuracy)}</span>
      </>
    ),
  },
  {
    key: 'backtest',
    title: 'Backtest',
    hint: 'Return of its training’s backtest, beside holding',
    number: true,
    wide: true,
    by: ({ backtestReturn }) => backtestReturn,
    cell: ({ backtestReturn, buyAndHoldReturn }) => (
      <>
        {signed(backtestReturn)} <span class="faint">/ {signed(buyAndHoldReturn)}</span>
      </>
    ),
  },
  {
    key: 'drift',
    title: 'Drift',
    hint: 'Share of its features that drift',
    number: true,
    wide: true,
    by: ({ driftedShare }) => driftedShare,
    cell: ({ driftedShare }) => percent(driftedShare, 0),
  },
  {
    key: 'signals',
    title: 'Signals',
    className: 'why',
    by: ({ signals }) => (signals ? 0 : 1),
    cell: ({ signals, whyNoSignals }) => (signals ? <span class="yes">Yes</span> : <Reasons text={whyNoSignals} />),
  },
];

/** The models in use, by what their test is sure of. */
export function ModelsView() {
  const asked = useReading('Leaderboard', readBoard, 15_000);
  const { query } = place.value;
  return (
    <Answer asked={asked} what="models">
      {(rows) =>
        rows.length === 0 ? (
          <Empty title="No model is in use yet.">
            <p>The first training of an instrument registers one. It appears here by itself.</p>
          </Empty>
        ) : (
          <>
            <p class="lead">
              {counted(rows.length, 'model')} in use, {count(rows.filter(({ signals }) => signals).length)} of which
              signal. First is the one whose corrected test AUC is surest to be high: neither a lucky point with a wide
              interval nor a window that flatters leads.
            </p>
            <DataTable
              caption="Models in use"
              columns={COLUMNS}
              rows={rows}
              keyOf={({ instrumentId }) => instrumentId}
              sort={{ by: query.get('sort') ?? 'place', down: (query.get('order') ?? 'down') === 'down' }}
              onSort={(sort, down) => setQuery({ sort, order: down ? 'down' : 'up' })}
            />
          </>
        )
      }
    </Answer>
  );
}
