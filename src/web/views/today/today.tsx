import { rowsOf } from '../../api/ask.ts';
import { pulse } from '../../api/documents.ts';
import { useQuery, useReading } from '../../api/use_query.ts';
import { session } from '../../format/dates.ts';
import { count, counted } from '../../format/numbers.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { DataTable } from '../../parts/data_table.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { CHOICES, choiceOf, chosen, countsOf } from './choice.ts';
import { COLUMNS } from './columns.tsx';
import { useFresh } from './fresh.ts';
import { type Forecast, readToday } from './read_today.ts';

/** What is said of every instrument now. */
export function TodayView() {
  const asked = useReading('Today', readToday, 4000);
  const fresh = useFresh(asked.data);
  return (
    <Answer asked={asked} what="predictions">
      {(rows) => (rows.length === 0 ? <NoneYet /> : <Forecasts rows={rows} fresh={fresh} />)}
    </Answer>
  );
}

function Forecasts({ rows, fresh }: { readonly rows: readonly Forecast[]; readonly fresh: ReadonlySet<number> }) {
  const { query } = place.value;
  const choice = choiceOf(query.get('show'));
  const search = query.get('q') ?? '';
  const by = query.get('sort') ?? 'signal';
  const counts = countsOf(rows);
  const visible = chosen(rows, choice, search);
  const newest = rows.reduce(
    (latest, { newestSession }) => ((newestSession ?? '') > latest ? (newestSession ?? '') : latest),
    '',
  );
  return (
    <>
      <p class="lead">
        {counted(counts.signals, 'signal')} and {counted(counts.usable, 'usable prediction')} of{' '}
        {counted(rows.length, 'instrument')}. Newest session: {session(newest)}.
      </p>
      <div class="tools">
        <input
          type="search"
          placeholder="Symbol or name"
          aria-label="Search by symbol or name"
          value={search}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <fieldset class="segments">
          <legend class="unseen">Which predictions</legend>
          {CHOICES.map(([name, title]) => (
            <label key={name}>
              <input
                type="radio"
                name="show"
                checked={choice === name}
                onChange={() => setQuery({ show: name === 'all' ? undefined : name })}
              />
              <span>
                {title} <span class="faint">{count(counts[name])}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <span class="unseen" role="status">
          {counted(visible.length, 'row')}
        </span>
      </div>
      {visible.length === 0 ? (
        <Empty title="Nothing matches.">
          <button type="button" onClick={() => setQuery({ q: undefined, show: undefined })}>
            Show all {counted(rows.length, 'instrument')}
          </button>
        </Empty>
      ) : (
        <DataTable
          caption="The newest prediction of each instrument"
          columns={COLUMNS}
          rows={visible}
          keyOf={({ instrumentId }) => instrumentId}
          sort={{ by, down: query.get('order') === 'down' }}
          onSort={(column, down) =>
            setQuery({ sort: column === 'signal' && !down ? undefined : column, order: down ? 'down' : undefined })
          }
          rowClass={({ instrumentId }) => (fresh.has(instrumentId) ? 'fresh' : undefined)}
        />
      )}
    </>
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
