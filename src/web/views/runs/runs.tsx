import { rowsOf } from '../../api/ask.ts';
import { type Runs, runs } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { ago } from '../../format/dates.ts';
import { briefly, duration } from '../../format/numbers.ts';
import { sentence, spaced } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime, now } from '../../parts/clock.ts';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { SearchField } from '../../parts/search_field.tsx';
import { TableFrame } from '../../parts/table_frame.tsx';
import { RunState } from './run_state.tsx';

type Row = NonNullable<NonNullable<Runs['mlPipelineRuns']>['nodes'][number]>;

/** Runs of a page, the newest first. */
const SHOWN = 40;
const STATES = ['queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled'] as const;

/** The grid: a row per run, a cell per step. */
export function RunsView() {
  const { query } = place.value;
  const status = STATES.find((one) => one === query.get('status'));
  const search = (query.get('q') ?? '').trim();
  const filter = {
    ...(status && { status: { equalTo: status } }),
    ...(search !== '' && { instrument: { symbol: { startsWithInsensitive: search } } }),
  };
  const isFiltered = status !== undefined || search !== '';
  const page = pageOf(query);
  const asked = useKept(useQuery(runs, { ...spanOf(page, SHOWN), filter: isFiltered ? filter : undefined }, 3000));
  return (
    <>
      <div class="tools">
        <SearchField
          label="Search by symbol"
          placeholder="Symbol"
          value={search}
          onSearch={(q) => setQuery({ q, page: undefined })}
        />
        <label class="field">
          State{' '}
          <select
            value={status ?? ''}
            onChange={(event) => setQuery({ status: event.currentTarget.value, page: undefined })}
          >
            <option value="">any</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Answer asked={asked} what="runs">
        {({ mlPipelineRuns }) => (
          <>
            <Grid rows={rowsOf(mlPipelineRuns)} isFiltered={isFiltered || page > 1} isBehind={asked.isBehind} />
            <Pager page={page} total={mlPipelineRuns?.totalCount ?? 0} rows={SHOWN} what="runs" />
          </>
        )}
      </Answer>
    </>
  );
}

function Grid({
  rows,
  isFiltered,
  isBehind,
}: {
  readonly rows: readonly Row[];
  readonly isFiltered: boolean;
  readonly isBehind: boolean;
}) {
  if (rows.length === 0) {
    return isFiltered ? (
      <Empty title="No run is like that.">
        <button type="button" onClick={() => setQuery({ q: undefined, status: undefined, page: undefined })}>
          Show all runs
        </button>
      </Empty>
    ) : (
      <Empty title="Nothing has run yet.">
        <p>Prices that are inserted start runs by themselves.</p>
      </Empty>
    );
  }
  return (
    <>
      <p class="lead">The newest first. Each cell is a step: how long it took, or how it stands.</p>
      <TableFrame caption="Runs and their steps" isBehind={isBehind}>
        <table class="run-grid">
          <caption class="unseen">Runs and their steps</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col" class="wide">
                Asked for
              </th>
              <th scope="col">Steps</th>
              <th scope="col" class="wide">
                Outcome
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <a class="symbol" href={`/runs/${row.id}`}>
                    {row.instrument?.symbol ?? `pool ${row.pool ?? ''}`}
                  </a>
                  <span class="name">
                    {spaced(row.kind)} {row.id}
                  </span>
                </th>
                <td>
                  <RunState status={row.status} />
                </td>
                <td class="wide nowrap faint" title={localTime(row.requestedAt)}>
                  {ago(now.value - Date.parse(row.requestedAt))}
                </td>
                <td>
                  <Steps row={row} />
                </td>
                <td class="wide outcome">{sentence(row.outcome ?? row.reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <Steps.Names rows={rows} />
    </>
  );
}

/** A step per cell, each a link to what it found or why it failed. */
function Steps({ row }: { readonly row: Row }) {
  const cells = rowsOf(row.grid);
  return (
    <ol class="steps">
      {cells.map(({ step, status, seconds, summary, attempt }) => (
        <li key={step}>
          <a
            class={`step step-${status.replace('_', '-')}`}
            href={`/runs/${row.id}?step=${step}`}
            title={`${spaced(step)}: ${spaced(status)}${attempt > 1 ? `, attempt ${attempt}` : ''}${seconds === null ? '' : `, ${duration(seconds)}`}${summary ? `. ${summary}` : ''}`}
          >
            <span class="unseen">
              {spaced(step)}, {spaced(status)},{' '}
            </span>
            {status === 'waiting' || status === 'not_reached' || status === 'queued'
              ? '·'
              : briefly(seconds).replace('\u00a0', '')}
          </a>
        </li>
      ))}
    </ol>
  );
}

/** What the cells stand for, in their order. */
Steps.Names = ({ rows }: { readonly rows: readonly Row[] }) => {
  const longest = rows.reduce<readonly string[]>((names, row) => {
    const own = rowsOf(row.grid).map(({ step }) => step);
    return own.length > names.length ? own : names;
  }, []);
  return (
    <p class="step-names faint">
      Steps of a training: {longest.map((name, i) => `${i + 1} ${spaced(name)}`).join(', ')}. A prediction run has those
      that it needs.
    </p>
  );
};
