import { MONTH_NAMES, month } from '../format/dates.ts';
import { signed } from '../format/numbers.ts';
import { ChartFrame, type Cursor } from './chart_frame.tsx';

type Month = { readonly month: string; readonly value: number };

/** Returns per month as a heat map: a row per year. */
export function MonthGrid({ months }: { readonly months: readonly Month[] }) {
  const years = [...new Set(months.map((one) => one.month.slice(0, 4)))];
  const largest = Math.max(0.01, ...months.map(({ value }) => Math.abs(value)));
  return (
    <ChartFrame
      title="Return per month"
      rows={months}
      keyOf={(one) => one.month}
      columns={[
        { key: 'month', title: 'Month', cell: (one) => month(one.month) },
        { key: 'value', title: 'Return', number: true, cell: ({ value }) => signed(value) },
      ]}
      spoken={(one) => `${month(one.month)}: ${signed(one.value)}`}
    >
      {(cursor) => (
        <div class="months" aria-hidden="true">
          <span />
          {MONTH_NAMES.map((name) => (
            <span class="months-head" key={name}>
              {name}
            </span>
          ))}
          {years.map((year) => (
            <YearRow key={year} year={year} months={months} largest={largest} cursor={cursor} />
          ))}
        </div>
      )}
    </ChartFrame>
  );
}

type RowProps = {
  readonly year: string;
  readonly months: readonly Month[];
  readonly largest: number;
  readonly cursor: Cursor;
};

function YearRow({ year, months, largest, cursor }: RowProps) {
  return (
    <>
      <span class="months-year">{year}</span>
      {MONTH_NAMES.map((name, i) => {
        const at = months.findIndex((one) => one.month === `${year}-${String(i + 1).padStart(2, '0')}`);
        const found = months[at];
        if (!found) return <span class="month" key={name} />;
        const weight = Math.round(8 + 37 * (Math.abs(found.value) / largest));
        return (
          <span
            key={name}
            class={`month ${cursor.value === at ? 'month-at' : ''}`}
            style={{
              background: `color-mix(in oklab, var(--${found.value >= 0 ? 'up' : 'down'}) ${found.value === 0 ? 0 : weight}%, var(--raised))`,
            }}
            data-at={at}
          >
            {(found.value * 100).toFixed(1).replace('-', '−')}
          </span>
        );
      })}
    </>
  );
}
