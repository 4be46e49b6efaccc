import { rowsOf } from '../../api/ask.ts';
import { type Run, run } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { shortSession } from '../../format/dates.ts';
import { record } from '../../format/json.ts';
import { count, counted, duration, UNKNOWN } from '../../format/numbers.ts';
import { sentence, spaced } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime } from '../../parts/clock.ts';
import { place } from '../../parts/router.ts';
import { useTitle } from '../../parts/title.ts';
import { InstrumentActions } from '../instrument/instrument_actions.tsx';
import { RunActions } from './run_actions.tsx';
import { RunState } from './run_state.tsx';

type Found = NonNullable<Run['mlPipelineRun']>;
type Cell = NonNullable<Found['grid']['nodes'][number]>;
type Task = NonNullable<Found['tasks']['nodes'][number]>;

/** One run with all that its steps found, and what went wrong. */
export function RunView({ id }: { readonly id: string }) {
  const asked = useQuery(run, { id }, 2000);
  return (
    <Answer asked={asked} what="run">
      {({ mlPipelineRun }) =>
        mlPipelineRun ? (
          <One found={mlPipelineRun} />
        ) : (
          <Empty title={`There is no run ${id} any more.`}>
            <p>
              Runs are kept for some months. <a href="/runs">The newest runs</a>
            </p>
          </Empty>
        )
      }
    </Answer>
  );
}

function One({ found }: { readonly found: Found }) {
  const { id, instrumentId, instrument, kind, status, reason, outcome, model, sessionCount, pool } = found;
  const name = instrument?.symbol ?? `pool ${pool ?? ''}`;
  useTitle(`${name}, run ${id}`);
  const chosen = place.value.query.get('step');
  const tasks = new Map(rowsOf(found.tasks).map((task) => [task.step, task]));
  return (
    <>
      <p class="lead">
        {sentence(spaced(kind))} of {instrumentId === null ? name : <a href={`/instruments/${instrumentId}`}>{name}</a>}
        , because of: {reason}.
      </p>
      <div class="actions">
        <RunActions id={id} name={name} status={status} />
      </div>
      {instrumentId !== null && instrument && (
        <InstrumentActions
          id={instrumentId}
          symbol={instrument.symbol}
          exchange={instrument.exchange?.micCode ?? null}
          isPaused={instrument.pipelinePolicy?.isPaused ?? false}
        />
      )}
      <dl class="figures">
        <div>
          <dt>State</dt>
          <dd>
            <RunState status={status} />
          </dd>
        </div>
        <div>
          <dt>Asked for</dt>
          <dd>{localTime(found.requestedAt)}</dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>
            {found.startedAt && found.finishedAt
              ? duration((Date.parse(found.finishedAt) - Date.parse(found.startedAt)) / 1000)
              : UNKNOWN}
          </dd>
        </div>
        <div>
          <dt>Sessions</dt>
          <dd>
            {count(sessionCount)}{' '}
            {found.firstSession && (
              <span class="faint">
                {shortSession(found.firstSession)} to {shortSession(found.lastSession)}
              </span>
            )}
          </dd>
        </div>
        {model && (
          <div>
            <dt>Model</dt>
            <dd>
              <a href={`/models/${model.id}`}>{model.modelName}</a>
            </dd>
          </div>
        )}
        {outcome && (
          <div class="figures-wide">
            <dt>Outcome</dt>
            <dd>{sentence(outcome)}</dd>
          </div>
        )}
      </dl>
      <ol class="run-steps">
        {rowsOf(found.grid).map((cell) => (
          <li key={cell.step}>
            <Step
              cell={cell}
              task={tasks.get(cell.step)}
              isOpen={chosen === null ? cell.status === 'failed' : chosen === cell.step}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

function Step({
  cell,
  task,
  isOpen,
}: {
  readonly cell: Cell;
  readonly task: Task | undefined;
  readonly isOpen: boolean;
}) {
  const { step, status, attempt, seconds, summary, host } = cell;
  const errors = task?.errors ?? [];
  return (
    <details class="run-step" open={isOpen}>
      <summary>
        <RunState status={status} />
        <span class="run-step-name">{sentence(spaced(step))}</span>
        <span class="run-step-summary">{summary ?? cell.lastError ?? ''}</span>
        <span class="run-step-time">{status === 'waiting' || status === 'not_reached' ? '' : duration(seconds)}</span>
      </summary>
      <div class="run-step-body">
        <p class="faint">
          {attempt > 0 ? `Attempt ${attempt} of ${task?.attemptLimit ?? attempt}` : 'Not started'}
          {host && ` on ${host}`}
          {cell.startedAt && `, from ${localTime(cell.startedAt)}`}
        </p>
        {errors.map((error, i) => (
          <div class="run-error" key={i}>
            <strong>{sentence(error.message ?? 'no message')}</strong>
            {error.attempt !== null && <span class="faint"> attempt {error.attempt}</span>}
          </div>
        ))}
        {task?.output !== null && task?.output !== undefined && (
          <>
            <p>Output of {counted(Object.keys(record(task.output)).length, 'field')}</p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
            <pre tabIndex={0}>{JSON.stringify(task.output, null, 2)}</pre>
          </>
        )}
      </div>
    </details>
  );
}
