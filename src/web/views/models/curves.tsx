import { useMemo } from 'preact/hooks';
import { SquareChart } from '../../charts/square_chart.tsx';
import { type Bin, binsOf, type Confusion, confusionAt, ratesOf, thinned } from '../../format/metrics.ts';
import { count, percent, percentRange } from '../../format/numbers.ts';
import { TableFrame } from '../../parts/table_frame.tsx';

type Point = Confusion & ReturnType<typeof ratesOf>;

/** How well a model tells rises from falls on its test range, at every threshold. */
export function Curves({
  curve,
  reliability,
  baseRate,
}: {
  readonly curve: readonly Confusion[];
  readonly reliability: Parameters<typeof binsOf>[0];
  readonly baseRate: number | null;
}) {
  const points = useMemo(() => thinned(curve).map((one): Point => ({ ...one, ...ratesOf(one) })), [curve]);
  const bins = useMemo(() => binsOf(reliability), [reliability]);
  const table = confusionAt(curve, 0.5);
  return (
    <div class="columns columns-3">
      <SquareChart
        title="ROC curve"
        note="Rises that were found, against false alarms. The diagonal is a coin."
        rows={points}
        keyOf={({ threshold }) => threshold}
        x={({ falseAlarms }) => falseAlarms ?? 0}
        y={({ recall }) => recall ?? 0}
        xTitle="falls said to rise"
        yTitle="rises found"
        nothing="diagonal"
        spoken={({ threshold, recall, falseAlarms }) =>
          `From ${percent(threshold)}: ${percent(recall)} of rises found, ${percent(falseAlarms)} of falls said to rise`
        }
        columns={[
          { key: 'threshold', title: 'From', number: true, cell: ({ threshold }) => percent(threshold) },
          { key: 'recall', title: 'Rises found', number: true, cell: ({ recall }) => percent(recall) },
          { key: 'alarms', title: 'False alarms', number: true, cell: ({ falseAlarms }) => percent(falseAlarms) },
        ]}
      />
      <SquareChart
        title="Precision and recall"
        note={`How many of those said to rise did. The line is the base rate, ${percent(baseRate)}.`}
        rows={points}
        keyOf={({ threshold }) => threshold}
        x={({ recall }) => recall ?? 0}
        y={({ precision }) => precision ?? 0}
        xTitle="rises found"
        yTitle="right of those"
        nothing={baseRate ?? 0.5}
        spoken={({ threshold, precision, recall }) =>
          `From ${percent(threshold)}: ${percent(precision)} right, ${percent(recall)} of rises found`
        }
        columns={[
          { key: 'threshold', title: 'From', number: true, cell: ({ threshold }) => percent(threshold) },
          { key: 'precision', title: 'Right', number: true, cell: ({ precision }) => percent(precision) },
          { key: 'recall', title: 'Rises found', number: true, cell: ({ recall }) => percent(recall) },
        ]}
      />
      <SquareChart<Bin>
        title="Calibration"
        note="What came of sessions that were said to be so probable, with intervals. On the diagonal, probabilities hold."
        rows={bins}
        keyOf={({ said }) => said}
        x={({ said }) => said}
        y={({ came }) => came}
        spread={({ low, high }) => [low, high]}
        xTitle="said"
        yTitle="came"
        nothing="diagonal"
        line={false}
        spoken={({ said, came, low, high, rows }) =>
          `Said ${percent(said)}, came ${percent(came)} (${percentRange(low, high)}) of ${count(rows)} sessions`
        }
        columns={[
          { key: 'said', title: 'Said', number: true, cell: ({ said }) => percent(said) },
          { key: 'came', title: 'Came', number: true, cell: ({ came }) => percent(came) },
          { key: 'interval', title: 'Interval', number: true, cell: ({ low, high }) => percentRange(low, high) },
          { key: 'rows', title: 'Sessions', number: true, cell: ({ rows }) => count(rows) },
        ]}
      />
      {table && <ConfusionTable table={table} />}
    </div>
  );
}

const CONFUSION = 'What was said against what came, on the test range';

function ConfusionTable({
  table: { truePositives, falsePositives, trueNegatives, falseNegatives },
}: {
  readonly table: Confusion;
}) {
  const all = Math.max(1, truePositives + falsePositives + trueNegatives + falseNegatives);
  const cell = (value: number, right: boolean) => (
    <td class={`number ${right ? 'confusion-right' : 'confusion-wrong'}`}>
      {count(value)} <span class="faint">({percent(value / all, 0)})</span>
    </td>
  );
  return (
    <div class="confusion">
      <h3>Confusion from 50 % on</h3>
      <TableFrame caption={CONFUSION}>
        <table>
          <caption class="unseen">{CONFUSION}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col" class="number">
                rose
              </th>
              <th scope="col" class="number">
                fell
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">said to rise</th>
              {cell(truePositives, true)}
              {cell(falsePositives, false)}
            </tr>
            <tr>
              <th scope="row">said to fall</th>
              {cell(falseNegatives, false)}
              {cell(trueNegatives, true)}
            </tr>
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
