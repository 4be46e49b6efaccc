import { rowsOf } from '../../api/ask.ts';
import { type Health, health } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { session, shortSession } from '../../format/dates.ts';
import { count, duration, fixed, percent } from '../../format/numbers.ts';
import { sentence, spaced, stated } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime } from '../../parts/clock.ts';
import { DataTable } from '../../parts/data_table.tsx';
import { type Figure, FigureList } from '../../parts/figure_list.tsx';

type State = NonNullable<NonNullable<Health['pipelineHealth']>['nodes'][number]>;

/** That a list is longer than what is shown of it. */
const Shown = ({ rows, of }: { readonly rows: number; readonly of: number | undefined }) =>
  of !== undefined && of > rows ? (
    <p class="faint">
      {count(rows)} of {count(of)} are shown.
    </p>
  ) : null;

/** Whether the pipeline keeps up, and what stands in its way. */
export function HealthView() {
  const asked = useQuery(health, {}, 5000);
  return (
    <Answer asked={asked} what="health">
      {(found) => {
        const [state] = rowsOf(found.pipelineHealth);
        return (
          <>
            {state && <Overview state={state} />}
            <Late found={found} />
            <Alerts found={found} />
            <Queues found={found} />
            <Quality found={found} />
          </>
        );
      }}
    </Answer>
  );
}

function Overview({ state }: { readonly state: State }) {
  const isOk = state.health === 'ok';
  const figures: readonly Figure[] = [
    ['Newest session', session(state.newestSession), `predicted: ${shortSession(state.newestPrediction)}`],
    [
      'Workers',
      count(state.liveWorkers),
      (state.stuckWorkers ?? 0) > 0 ? `${count(state.stuckWorkers)} stuck` : undefined,
    ],
    [
      'Runs that wait',
      count(state.queuedRuns),
      state.oldestQueuedSeconds === null ? undefined : `the oldest for ${duration(state.oldestQueuedSeconds)}`,
    ],
    ['Runs at work', count(state.runningRuns)],
    [
      'Succeeded in 24 h',
      count(state.succeeded24H),
      state.successRate24H === null ? undefined : percent(state.successRate24H),
    ],
    ['Failed in 24 h', count(state.failed24H), `${count(state.skipped24H)} skipped`],
    ['Instruments', count(state.activeInstruments), `${count(state.instrumentsWithPredictions)} with predictions`],
    ['Whose newest run failed', count(state.failingInstruments)],
    ['Behind their prices', count(state.behindTheirPrices)],
    ['Production models', count(state.productionModels), `${count(state.driftingModels)} drift`],
    ['Usable predictions', count(state.usablePredictions), `${count(state.signals)} signals`],
    ['Overdue outcomes', count(state.overdueOutcomes)],
    ['Never predicted', count(state.neverPredicted)],
  ];
  return (
    <>
      <p class={`notice ${isOk ? 'notice-good' : 'notice-bad'}`} role="status">
        <span>
          <strong>{isOk ? 'All is well.' : 'Not well:'}</strong>{' '}
          {isOk ? 'Workers live, runs succeed, and predictions keep up with prices.' : stated(state.healthInWords)}
        </span>
      </p>
      <FigureList figures={figures} />
    </>
  );
}

const Late = ({ found }: { readonly found: Health }) => {
  const rows = rowsOf(found.lateInstruments);
  return (
    <section class="section">
      <h2>What is late</h2>
      {rows.length === 0 ? (
        <Empty title="Nothing is late: prices, predictions and outcomes came in time." />
      ) : (
        <DataTable
          caption="What is late"
          rows={rows}
          keyOf={({ instrumentId, what }) => `${instrumentId} ${what}`}
          columns={[
            {
              key: 'symbol',
              title: 'Instrument',
              cell: (row) => <a href={`/instruments/${row.instrumentId}`}>{row.symbol}</a>,
            },
            {
              key: 'what',
              title: 'Late',
              cell: ({ what, overdueOutcomes }) => `${what}${overdueOutcomes ? `: ${count(overdueOutcomes)}` : ''}`,
            },
            {
              key: 'since',
              title: 'Since',
              wide: true,
              className: 'nowrap',
              cell: ({ since }) => (since ? shortSession(since) : 'ever'),
            },
            { key: 'cause', title: 'Why', cell: ({ cause }) => sentence(cause) },
          ]}
        />
      )}
      <Shown rows={rows.length} of={found.lateInstruments?.totalCount} />
    </section>
  );
};

const Alerts = ({ found }: { readonly found: Health }) => {
  const rows = rowsOf(found.mlAlerts);
  return (
    <section class="section">
      <h2>Alerts</h2>
      {rows.length === 0 ? (
        <Empty title="No rule has raised an alert." />
      ) : (
        <DataTable
          caption="Alerts, the newest first"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { key: 'rule', title: 'Rule', cell: ({ ruleName }) => spaced(ruleName) },
            { key: 'severity', title: 'Severity', cell: ({ severity }) => severity },
            { key: 'state', title: 'State', cell: ({ state }) => state },
            { key: 'message', title: 'Message', cell: ({ message }) => sentence(message) },
            { key: 'since', title: 'Since', wide: true, className: 'nowrap', cell: ({ since }) => localTime(since) },
            {
              key: 'resolved',
              title: 'Resolved',
              wide: true,
              className: 'nowrap',
              cell: ({ resolvedAt }) => localTime(resolvedAt),
            },
          ]}
        />
      )}
      <Shown rows={rows.length} of={found.mlAlerts?.totalCount} />
    </section>
  );
};

const Queues = ({ found }: { readonly found: Health }) => {
  const rows = rowsOf(found.queueDepth);
  return (
    <section class="section">
      <h2>Queues</h2>
      {rows.length === 0 ? (
        <Empty title="Nothing waits, and nothing is at work." />
      ) : (
        <DataTable
          caption="Jobs per step"
          rows={rows}
          keyOf={({ queue, step }) => `${queue} ${step}`}
          columns={[
            { key: 'step', title: 'Step', cell: ({ step }) => spaced(step) },
            { key: 'queue', title: 'Queue', wide: true, cell: ({ queue }) => spaced(queue) },
            { key: 'ready', title: 'Ready', number: true, cell: ({ ready }) => count(ready) },
            { key: 'delayed', title: 'Delayed', number: true, cell: ({ delayed }) => count(delayed) },
            { key: 'running', title: 'Running', number: true, cell: ({ running }) => count(running) },
            { key: 'failed', title: 'Failed', number: true, cell: ({ failed }) => count(failed) },
            { key: 'oldest', title: 'Oldest', number: true, cell: (one) => duration(one.oldestReadySeconds) },
          ]}
        />
      )}
    </section>
  );
};

/** Some checks count, others measure. */
const plain = (value: number | null): string => fixed(value, value !== null && Number.isInteger(value) ? 0 : 2);

const Quality = ({ found }: { readonly found: Health }) => {
  const rows = rowsOf(found.dataQualityMetrics);
  return (
    <section class="section">
      <h2>Data quality</h2>
      {rows.length === 0 ? (
        <Empty title="No check of prices has found anything." />
      ) : (
        <DataTable
          caption="What checks of prices have found, the newest first"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'symbol',
              title: 'Instrument',
              cell: (row) => <a href={`/instruments/${row.instrumentId}`}>{row.instrument?.symbol}</a>,
            },
            { key: 'metric', title: 'Check', cell: ({ metricName }) => spaced(metricName) },
            { key: 'value', title: 'Value', number: true, cell: ({ metricValue }) => plain(metricValue) },
            {
              key: 'threshold',
              title: 'Limit',
              number: true,
              wide: true,
              cell: ({ thresholdValue }) => plain(thresholdValue),
            },
            { key: 'severity', title: 'Severity', wide: true, cell: ({ severity }) => severity },
            { key: 'why', title: 'Why', cell: ({ description }) => sentence(description ?? '') },
          ]}
        />
      )}
      <Shown rows={rows.length} of={found.dataQualityMetrics?.totalCount} />
    </section>
  );
};
