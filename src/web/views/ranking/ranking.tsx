import { ask, rowsOf } from '../../api/ask.ts';
import { type Ranking, ranking, trainPool } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { session, shortSession } from '../../format/dates.ts';
import { count, counted, fixed, percent, range, signed, signedRange } from '../../format/numbers.ts';
import { stated } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { type Column, DataTable } from '../../parts/data_table.tsx';
import { Interval } from '../../parts/figures.tsx';
import { Action } from '../../parts/operator.tsx';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { SearchField } from '../../parts/search_field.tsx';

type Row = NonNullable<NonNullable<Ranking['rankingTodays']>['nodes'][number]>;
type RankModel = NonNullable<NonNullable<Ranking['mlRankModels']>['nodes'][number]>;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'symbol',
    title: 'Instrument',
    cell: ({ instrumentId, symbol, instrument, usable }) => (
      <>
        <a class="symbol" href={`/instruments/${instrumentId}`}>
          {symbol}
        </a>
        {instrument?.name && <span class="name">{instrument.name}</span>}
        {!usable && <span class="narrow faint">Not usable</span>}
      </>
    ),
  },
  {
    key: 'rank',
    title: 'Rank',
    number: true,
    cell: ({ rank, ranked }) => (
      <>
        {count(Number(rank))} <span class="faint">of {count(Number(ranked))}</span>
      </>
    ),
  },
  {
    key: 'probability',
    title: 'Above the median',
    hint: 'Probability that its growth over seven sessions is above the median of the pool’s; the line is as many above as below',
    number: true,
    cell: ({ relativeProbability }) => (
      <Interval share digits={2} value={relativeProbability} low={null} high={null} nothing={0.5} from={0.3} to={0.7} />
    ),
  },
  {
    key: 'usable',
    title: 'Usable',
    className: 'why',
    cell: ({ usable, whyNot }) => (usable ? <span class="yes">Yes</span> : <Reasons text={whyNot} />),
  },
  { key: 'session', title: 'Session', wide: true, cell: (row) => shortSession(row.session) },
  { key: 'origin', title: 'Said', wide: true, cell: ({ origin }) => origin },
];

/** Which members of a pool first, and what such an order was worth on days it was not made for. */
export function RankingView() {
  const { query } = place.value;
  const page = pageOf(query);
  const search = (query.get('q') ?? '').trim();
  const pool = query.get('pool');
  const filter = {
    ...(pool !== null && { pool: { equalTo: pool } }),
    ...(search !== '' && { symbol: { startsWithInsensitive: search } }),
  };
  const isFiltered = pool !== null || search !== '';
  const asked = useKept(useQuery(ranking, { ...spanOf(page), filter: isFiltered ? filter : undefined }, 5000));
  return (
    <Answer asked={asked} what="ranking">
      {(found) => {
        const rows = rowsOf(found.rankingTodays);
        const total = found.rankingTodays?.totalCount ?? 0;
        const pools = [...new Set(rowsOf(found.mlPooledModels).map((one) => one.pool))];
        const models = newestOf(rowsOf(found.mlRankModels)).filter((one) => pool === null || one.pool === pool);
        return (
          <>
            <p class="lead">
              Which members of a pool first: by the probability to do better than the others over seven sessions
              {rows.some(({ rawScore }) => rawScore !== null) &&
                ', and by trees that know the market, whose places are added to those by that probability'}
              .{rows[0] && ` Said after ${session(rows[0].session)}.`}
            </p>
            {(total > 0 || isFiltered) && (
              <div class="tools">
                <SearchField
                  label="Search by symbol"
                  placeholder="Symbol"
                  value={search}
                  onSearch={(q) => setQuery({ q, page: undefined })}
                />
                {pools.length > 1 && (
                  <label class="field">
                    Pool{' '}
                    <select
                      value={pool ?? ''}
                      onChange={(event) => setQuery({ pool: event.currentTarget.value, page: undefined })}
                    >
                      <option value="">all</option>
                      {pools.map((one) => (
                        <option key={one} value={one}>
                          {one}
                        </option>
                      ))}
                    </select>
                  </label>
                )}
              </div>
            )}
            <Worth models={models} />
            {total > 0 || asked.isBehind ? (
              <DataTable
                caption="Ranking of today"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ instrumentId }) => instrumentId}
                isBehind={asked.isBehind}
              />
            ) : isFiltered ? (
              <Empty title="No member is like that.">
                <button type="button" onClick={() => setQuery({ q: undefined, pool: undefined, page: undefined })}>
                  Show all
                </button>
              </Empty>
            ) : (
              <Empty title="No pool is ranked.">
                <p>
                  Instruments whose rules say that models are pooled learn together, and are ranked from the first
                  training of their pool on. <a href="/settings">Settings</a> has that rule.
                </p>
              </Empty>
            )}
            <Pager page={page} total={total} what="instruments" />
            <LiveRanks windows={rowsOf(found.rankTrackRecord).filter((one) => pool === null || one.pool === pool)} />
            {pools.length > 0 && <Trainings pools={pools} />}
          </>
        );
      }}
    </Answer>
  );
}

/** The newest that is still there of each pool, as the ranking takes it. */
const newestOf = (models: readonly RankModel[]): readonly RankModel[] => {
  const kept = models.filter(({ modelFileHash }) => modelFileHash !== null);
  return kept.filter((one, i) => kept.findIndex(({ pool }) => pool === one.pool) === i);
};

/** What the test days say beside: of a model's metrics, each with its interval. */
const METRICS: readonly (readonly [key: keyof RankModel['metrics'], name: string, text: (value: number) => string])[] =
  [
    ['icir', 'ICIR', (value) => fixed(value)],
    ['spreadNet', 'Top less bottom fifth, after costs', (value) => signed(value, 2)],
    ['turnover', 'Turnover', (value) => percent(value, 0)],
  ];

type Window = NonNullable<NonNullable<Ranking['rankTrackRecord']>['nodes'][number]>;

/** What live orders were worth once their seventh session had come. */
function LiveRanks({ windows }: { readonly windows: readonly Window[] }) {
  return (
    <section class="section">
      <h2>Live record</h2>
      {windows.length === 0 ? (
        <Empty title="No order that was said live has had its seventh session yet." />
      ) : (
        <DataTable
          caption="Live record of ranks, by the newest settled days"
          rows={windows}
          keyOf={({ pool, window }) => `${pool} ${window}`}
          columns={[
            { key: 'pool', title: 'Pool', cell: ({ pool }) => pool },
            { key: 'window', title: 'Days', cell: (one) => (one.window === 'all' ? 'all' : `newest ${one.window}`) },
            { key: 'days', title: 'Settled', number: true, cell: ({ days }) => count(days) },
            {
              key: 'ic',
              title: 'Daily rank IC',
              number: true,
              cell: (one) => (
                <>
                  {fixed(one.rankIc, 3)} <span class="faint">{range(one.rankIcLower, one.rankIcUpper, 3)}</span>
                </>
              ),
            },
            {
              key: 'spread',
              title: 'Top less bottom fifth',
              number: true,
              wide: true,
              cell: (one) => (
                <>
                  {signed(one.spreadNet, 2)}{' '}
                  <span class="faint">{signedRange(one.spreadNetLower, one.spreadNetUpper, 2)}</span>
                </>
              ),
            },
            { key: 'turnover', title: 'Turnover', number: true, wide: true, cell: (one) => percent(one.turnover, 0) },
            { key: 'promise', title: 'Against its promise', cell: ({ againstPromise }) => againstPromise },
          ]}
        />
      )}
    </section>
  );
}

function Worth({ models }: { readonly models: readonly RankModel[] }) {
  if (models.length === 0) return null;
  return (
    <>
      {models.map((one) => (
        <dl class="figures" key={one.id}>
          <div>
            <dt>Daily rank IC of pool {one.pool}</dt>
            <dd>
              {fixed(one.rankIc, 3)} <span class="faint">{range(one.rankIcLower, one.rankIcUpper, 3)}</span>
            </dd>
          </div>
          <div>
            <dt>Beyond seven-session reversal</dt>
            <dd>
              {fixed(one.beyondReversal, 3)}{' '}
              <span class="faint">{range(one.beyondReversalLower, one.beyondReversalUpper, 3)}</span>
            </dd>
          </div>
          {METRICS.map(([key, name, text]) => {
            const found = one.metrics[key];
            if (found === null || found.value === null) return null;
            const { value, lower, upper } = found;
            return (
              <div key={key}>
                <dt>{name}</dt>
                <dd>
                  {text(value)}{' '}
                  <span class="faint">{lower !== null && upper !== null && `${text(lower)} to ${text(upper)}`}</span>
                </dd>
              </div>
            );
          })}
          <div>
            <dt>Judged on</dt>
            <dd>
              {counted(one.testDays, 'day')} <span class="faint">from {shortSession(one.testStartDate)}</span>
            </dd>
          </div>
          <div class="figures-wide">
            <dt>Gate</dt>
            <dd>{stated(one.gateReason)}</dd>
          </div>
        </dl>
      ))}
    </>
  );
}

function Trainings({ pools }: { readonly pools: readonly string[] }) {
  return (
    <div class="actions section">
      {pools.map((pool) => (
        <Action
          key={pool}
          label={`Train pool ${pool}`}
          title={`Train pool ${pool} anew?`}
          done={`A training of pool ${pool} is asked for`}
          run={() => ask(trainPool, { pool })}
        >
          <p>
            One model learns from all members; each then judges it by its own gate. That takes longer than one training.
          </p>
        </Action>
      ))}
    </div>
  );
}
