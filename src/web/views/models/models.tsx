import { rowsOf } from '../../api/ask.ts';
import { type Leaderboard, type LeaderboardVariables, leaderboard } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { count, counted, fixed, percent, signed } from '../../format/numbers.ts';
import { spaced } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { type Column, DataTable } from '../../parts/data_table.tsx';
import { Interval } from '../../parts/figures.tsx';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { SearchField } from '../../parts/search_field.tsx';
import { CORRECTED_HINT, LogLossSkill, SKILL_HINT, TestAuc } from '../../parts/yardsticks.tsx';

type Entry = NonNullable<NonNullable<Leaderboard['leaderboard']>['nodes'][number]>;
type Order = NonNullable<NonNullable<LeaderboardVariables['orderBy']>[number]>;

const COLUMNS: readonly Column<Entry>[] = [
  {
    key: 'symbol',
    title: 'Instrument',
    sorts: true,
    cell: ({ symbol, modelId, modelType, scope, signals }) => (
      <>
        <a class="symbol" href={`/models/${modelId}`}>
          {symbol}
        </a>
        <span class="name">
          {spaced(modelType ?? '')}
          {scope === 'pooled' && ', pooled'}
        </span>
        {!signals && <span class="narrow faint">No signals</span>}
      </>
    ),
  },
  {
    key: 'place',
    title: 'Place',
    hint: 'By the lower end of the corrected test AUC',
    number: true,
    sorts: true,
    cell: (one) => count(one.place),
  },
  {
    key: 'auc',
    title: 'Corrected AUC',
    hint: CORRECTED_HINT,
    number: true,
    sorts: true,
    cell: (one) => <TestAuc of={one} />,
  },
  {
    key: 'skill',
    title: 'Log-loss skill',
    hint: SKILL_HINT,
    number: true,
    wide: true,
    sorts: true,
    cell: (one) => <LogLossSkill of={one} />,
  },
  {
    key: 'live',
    title: 'Live AUC',
    hint: 'Of its live predictions that are settled; below it the same, corrected',
    number: true,
    wide: true,
    sorts: true,
    cell: (one) => (
      <Interval
        value={one.liveRocAuc}
        low={one.liveRocAucLower}
        high={one.liveRocAucUpper}
        nothing={0.5}
        from={0}
        to={1}
        below={one.liveRocAucCorrected === null ? '' : `corrected ${fixed(one.liveRocAucCorrected)}`}
      />
    ),
  },
  {
    key: 'accuracy',
    title: 'Accuracy',
    hint: 'On the test range, beside always saying the more frequent',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ testAccuracy, testMajorityAccuracy }) => (
      <>
        {percent(testAccuracy)} <span class="second faint">majority {percent(testMajorityAccuracy)}</span>
      </>
    ),
  },
  {
    key: 'backtest',
    title: 'Backtest',
    hint: 'Return of its training’s backtest, beside holding',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ backtestReturn, buyAndHoldReturn }) => (
      <>
        {signed(backtestReturn)} <span class="second faint">held {signed(buyAndHoldReturn)}</span>
      </>
    ),
  },
  {
    key: 'drift',
    title: 'Drift',
    hint: 'Share of its features that drift',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ driftedShare }) => percent(driftedShare, 0),
  },
  {
    key: 'signals',
    title: 'Signals',
    className: 'why',
    sorts: true,
    cell: ({ signals, whyNoSignals }) => (signals ? <span class="yes">Yes</span> : <Reasons text={whyNoSignals} />),
  },
];

/** By which column of the API a column of the table is ordered: upwards and downwards. */
const ORDERS = [
  ['symbol', 'SYMBOL_ASC', 'SYMBOL_DESC'],
  ['place', 'PLACE_ASC', 'PLACE_DESC'],
  ['auc', 'TEST_ROC_AUC_CORRECTED_LOWER_ASC', 'TEST_ROC_AUC_CORRECTED_LOWER_DESC'],
  ['skill', 'TEST_LOG_LOSS_SKILL_LOWER_ASC', 'TEST_LOG_LOSS_SKILL_LOWER_DESC'],
  ['live', 'LIVE_ROC_AUC_ASC', 'LIVE_ROC_AUC_DESC'],
  ['accuracy', 'TEST_ACCURACY_ASC', 'TEST_ACCURACY_DESC'],
  ['backtest', 'BACKTEST_RETURN_ASC', 'BACKTEST_RETURN_DESC'],
  ['drift', 'DRIFTED_SHARE_ASC', 'DRIFTED_SHARE_DESC'],
  ['signals', 'SIGNALS_DESC', 'SIGNALS_ASC'],
] as const satisfies readonly (readonly [string, Order, Order])[];

const [, BY_PLACE] = ORDERS;

/** The models in use, by what their test is sure of. The server searches, filters, sorts and turns the pages. */
export function ModelsView() {
  const { query } = place.value;
  const search = (query.get('q') ?? '').trim();
  const onlySignals = query.get('show') === 'signals';
  const [by, up, down] = ORDERS.find(([name]) => name === query.get('sort')) ?? BY_PLACE;
  const isDown = query.get('order') === 'down';
  const page = pageOf(query);
  const isFiltered = search !== '' || onlySignals;
  const filter = {
    ...(search !== '' && { symbol: { startsWithInsensitive: search } }),
    ...(onlySignals && { signals: { equalTo: true } }),
  };
  const orderBy = [isDown ? down : up, 'SYMBOL_ASC', 'MODEL_ID_ASC'] as const;
  const variables = { ...spanOf(page), filter: isFiltered ? filter : undefined, orderBy };
  const asked = useKept(useQuery(leaderboard, variables, 15_000));
  return (
    <Answer asked={asked} what="models">
      {({ leaderboard: board }) => {
        const total = board?.totalCount ?? 0;
        if (total === 0 && !isFiltered && !asked.isBehind) {
          return (
            <Empty title="No model is in use yet.">
              <p>The first training of an instrument registers one. It appears here by itself.</p>
            </Empty>
          );
        }
        return (
          <>
            <p class="lead">
              {counted(total, 'model')} {isFiltered ? 'of those in use' : 'in use'}. First is the one whose corrected
              test AUC is surest to be high: neither a lucky point with a wide interval nor a window that flatters
              leads.
            </p>
            <div class="tools">
              <SearchField
                label="Search by symbol"
                placeholder="Symbol"
                value={search}
                onSearch={(q) => setQuery({ q, page: undefined })}
              />
              <label class="field">
                <input
                  type="checkbox"
                  checked={onlySignals}
                  onChange={() => setQuery({ show: onlySignals ? undefined : 'signals', page: undefined })}
                />{' '}
                only those that signal
              </label>
            </div>
            {total === 0 && !asked.isBehind ? (
              <Empty title="No model is like that.">
                <button type="button" onClick={() => setQuery({ q: undefined, show: undefined, page: undefined })}>
                  Show all models
                </button>
              </Empty>
            ) : (
              <DataTable
                caption="Models in use"
                columns={COLUMNS}
                rows={rowsOf(board)}
                keyOf={({ modelId }) => modelId}
                sort={{ by, down: isDown }}
                onSort={(sort, isNowDown) => setQuery({ sort, order: isNowDown ? 'down' : undefined, page: undefined })}
                isBehind={asked.isBehind}
              />
            )}
            <Pager page={page} total={total} what="models" />
          </>
        );
      }}
    </Answer>
  );
}
