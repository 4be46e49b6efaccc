import { useMemo } from 'preact/hooks';
import type { Backtest } from '../../api/documents.ts';
import { ChartFrame } from '../../charts/chart_frame.tsx';
import { epochSeconds, session } from '../../format/dates.ts';
import { compact, fixed, percent, signed } from '../../format/numbers.ts';
import { lazily } from '../../parts/lazily.tsx';

const LineChart = lazily(async () => (await import('../../charts/line_chart.tsx')).default);

type Row = NonNullable<NonNullable<Backtest['backtestEquity']>['nodes'][number]>;

/** The account beside holding, and below it how far each is from its height. */
export function EquityChart({ rows, currency }: { readonly rows: readonly Row[]; readonly currency: string | null }) {
  const unit = currency ? ` ${currency}` : '';
  const { times, worth, fall } = useMemo(
    () => ({
      times: rows.map((row) => epochSeconds(row.session ?? '')),
      worth: [
        { label: 'held', values: rows.map(({ buyAndHold }) => buyAndHold), colour: 'line-strong', width: 1.25 },
        { label: 'traded', values: rows.map(({ equity }) => equity), colour: 'accent', width: 1.75 },
      ],
      fall: [
        {
          label: 'held',
          values: rows.map(({ buyAndHoldDrawdown }) => buyAndHoldDrawdown),
          colour: 'line-strong',
          width: 1,
        },
        { label: 'traded', values: rows.map(({ drawdown }) => drawdown), colour: 'down', width: 1.25, filled: true },
      ],
    }),
    [rows],
  );
  return (
    <ChartFrame
      title="Account and drawdown"
      legend={
        <>
          <span class="key key-accent">━ traded</span>
          <span class="key">━ held</span>
          <span class="key key-down">━ drawdown</span>
        </>
      }
      rows={rows}
      keyOf={({ session: day }) => day ?? ''}
      spoken={(row) =>
        `${session(row.session)}: account ${fixed(row.equity, 0)}${unit}, ${signed(row.drawdown)} from its height; held ${fixed(row.buyAndHold, 0)}${unit}, ${signed(row.buyAndHoldDrawdown)}`
      }
      columns={[
        { key: 'session', title: 'Session', cell: (row) => session(row.session) },
        {
          key: 'equity',
          title: `Account${currency ? `, ${currency}` : ''}`,
          number: true,
          cell: ({ equity }) => fixed(equity),
        },
        { key: 'drawdown', title: 'Drawdown', number: true, cell: ({ drawdown }) => signed(drawdown) },
        {
          key: 'held',
          title: `Held${currency ? `, ${currency}` : ''}`,
          number: true,
          cell: ({ buyAndHold }) => fixed(buyAndHold),
        },
        {
          key: 'heldDrawdown',
          title: 'Drawdown held',
          number: true,
          cell: ({ buyAndHoldDrawdown }) => signed(buyAndHoldDrawdown),
        },
      ]}
    >
      {(cursor) => (
        <>
          <LineChart times={times} lines={worth} cursor={cursor} height={200} format={compact} />
          <LineChart times={times} lines={fall} cursor={cursor} height={110} format={(value) => percent(value, 0)} />
        </>
      )}
    </ChartFrame>
  );
}
