import { rowsOf } from '../../api/ask.ts';
import { pulse, today as todayDocument } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { session } from '../../format/dates.ts';
import { count, counted } from '../../format/numbers.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { DataTable } from '../../parts/data_table.tsx';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { SearchField } from '../../parts/search_field.tsx';
import { CHOICES, choiceOf, countsOf, filterOf, orderOf, sortOf } from './choice.ts';
import { COLUMNS } from './columns.tsx';
import { type Forecast, useFresh } from './fresh.ts';

/** What is said of every instrument now. The server searches, filters, sorts and turns the pages. */
export function TodayView() {
  const { query } = place.value;
  const filter = filterOf(choiceOf(query.get('show')), query.get('q') ?? '');
  const orderBy = orderOf(sortOf(query.get('sort')), query.get('order') === 'down');
  const page = pageOf(query);
  const asked = useKept(useQuery(todayDocument, { ...spanOf(page), filter, orderBy }, 4000));
  const fresh = useFresh(asked.isBehind ? undefined : asked.data && rowsOf(asked.data.todaysForecasts), listOf());
  return (
    <Answer asked={asked} what="predictions">
      {({ todaysForecasts }) => {
        const total = todaysForecasts?.totalCount ?? 0;
        return total === 0 && filter === undefined && !asked.isBehind ? (
          <NoneYet />
        ) : (
          <>
            <Tools total={total} />
            <Forecasts rows={rowsOf(todaysForecasts)} fresh={fresh} isBehind={asked.isBehind} isEmpty={total === 0} />
            <Pager page={page} total={total} what="instruments" />
          </>
        );
      }}
    </Answer>
  );
}

const listOf = (): string => place.value.query.toString();

/** Counts are asked for when there are rows: nobody waits for them. */
function Tools({ total }: { readonly total: number }) {
  const [health] = rowsOf(useQuery(pulse, {}, 4000).data?.pipelineHealth);
  const counts = health && countsOf(health);
  const { query } = place.value;
  const choice = choiceOf(query.get('show'));
  return (
    <>
      <p class="lead">
        {counts === undefined
          ? '\u00a0'
          : `${counted(counts.signals, 'signal')} and ${counted(counts.usable, 'usable prediction')} of ${counted(counts.all, 'instrument')}. Newest session: ${session(health.newestSession)}.`}
      </p>
      <div class="tools">
        <SearchField
          label="Search by symbol or name"
          placeholder="Symbol or name"
          value={query.get('q') ?? ''}
          onSearch={(q) => setQuery({ q, page: undefined })}
        />
        <fieldset class="segments">
          <legend class="unseen">Which predictions</legend>
          {CHOICES.map(([name, title]) => (
            <label key={name}>
              <input
                type="radio"
                name="show"
                checked={choice === name}
                onChange={() => setQuery({ show: name === 'all' ? undefined : name, page: undefined })}
              />
              <span>
                {title} <span class="faint">{counts && count(counts[name])}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <span class="unseen" role="status">
          {counted(total, 'row')}
        </span>
      </div>
    </>
  );
}

type Props = {
  readonly rows: readonly Forecast[];
  readonly fresh: ReadonlySet<number>;
  readonly isBehind: boolean;
  readonly isEmpty: boolean;
};

function Forecasts({ rows, fresh, isBehind, isEmpty }: Props) {
  const { query } = place.value;
  if (isEmpty && !isBehind) {
    return (
      <Empty title="Nothing matches.">
        <button type="button" onClick={() => setQuery({ q: undefined, show: undefined, page: undefined })}>
          Show all instruments
        </button>
      </Empty>
    );
  }
  return (
    <DataTable
      caption="The newest prediction of each instrument"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ instrumentId }) => instrumentId}
      sort={{ by: sortOf(query.get('sort')), down: query.get('order') === 'down' }}
      onSort={(column, down) =>
        setQuery({
          sort: column === 'signal' && !down ? undefined : column,
          order: down ? 'down' : undefined,
          page: undefined,
        })
      }
      rowClass={({ instrumentId }) => (fresh.has(instrumentId) ? 'fresh' : undefined)}
      isBehind={isBehind}
    />
  );
}

/** Before the first prediction: what the pipeline is doing, or what it waits for. */
function NoneYet() {
  const [health] = rowsOf(useQuery(pulse, {}, 3000).data?.pipelineHealth);
  const open = (health?.queuedRuns ?? 0) + (health?.runningRuns ?? 0);
  if (open > 0) {
    return (
      <Empty title={`No prediction yet; ${counted(open, 'run')} at work.`}>
        <p>The first prediction of an instrument comes when its model is trained. It appears here by itself.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No prediction yet.">
      <p>
        Insert prices, and predictions follow by themselves: <code>npx pgaugur import AAPL.csv --symbol AAPL</code>
      </p>
      {health && health.health !== 'ok' && <p>The pipeline says: {health.healthInWords}.</p>}
    </Empty>
  );
}
