import { useMemo } from 'preact/hooks';
import type { Prices } from '../../api/documents.ts';
import { ChartFrame } from '../../charts/chart_frame.tsx';
import { isDense } from '../../charts/density.ts';
import { INDICATORS, indicatorsOf } from '../../charts/indicators.ts';
import type { Candle, Mark } from '../../charts/price_chart.tsx';
import { session } from '../../format/dates.ts';
import { compact, percent, price, signed } from '../../format/numbers.ts';
import { lazily } from '../../parts/lazily.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { choosing } from './choosing.ts';
import type { Said } from './said.ts';

const PriceChart = lazily(async () => (await import('../../charts/price_chart.tsx')).default);

type Bar = NonNullable<NonNullable<Prices['priceBars']>['nodes'][number]>;
type Props = { readonly bars: readonly Bar[]; readonly said: readonly Said[]; readonly currency: string | null };
type Row = Candle & { readonly change: number | null; readonly said: Said | undefined };

const RANGES = [
  ['3m', '3 months', 63],
  ['1y', '1 year', 252],
  ['all', 'All', 980],
] as const;

/** Candles with volume and what was said of them. */
export function PriceSection({ bars, said, currency }: Props) {
  const { query } = place.value;
  const chosen = (query.get('lines') ?? 'sma50').split('.').filter(Boolean);
  const range = RANGES.find(([name]) => name === query.get('range')) ?? RANGES[0];
  const rows = useMemo(() => rowsOfBars(bars, said), [bars, said.length, said.at(-1)?.id]);
  const marks = useMemo(() => rows.flatMap(markOf), [rows]);
  const lines = useMemo(
    () =>
      indicatorsOf(
        Float64Array.from(rows, ({ close }) => close),
        chosen,
      ),
    [rows, chosen.join()],
  );
  const sign = isDense(range[2]) ? '●' : '▲▼';
  const toggle = (name: string): void =>
    setQuery({
      lines: (chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]).join('.') || '.',
    });
  return (
    <section class="section">
      <div class="section-head">
        <h2>Price{currency && <span class="faint"> in {currency}</span>}</h2>
        <fieldset class="checks">
          <legend class="unseen">Lines over the candles</legend>
          {INDICATORS.map(({ name, label, colour }) => (
            <label key={name}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
              <span class={`swatch swatch-${colour}`} aria-hidden="true" />
              {label}
            </label>
          ))}
        </fieldset>
        <fieldset class="segments">
          <legend class="unseen">How much is seen</legend>
          {RANGES.map(([name, label]) => (
            <label key={name}>
              <input
                type="radio"
                name="range"
                checked={range[0] === name}
                onChange={() => setQuery({ range: name === '3m' ? undefined : name })}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <ChartFrame
        title="Candles, volume and predictions"
        legend={
          <>
            <span class="key key-up">{sign} was right</span>
            <span class="key key-bad">{sign} was wrong</span>
            <span class="key">{sign} still open</span>
            <span class="key">
              {isDense(range[2]) ? 'below: up, above: down, ▲▼: BUY or SELL' : 'large: BUY or SELL'}
            </span>
          </>
        }
        rows={rows}
        keyOf={({ time }) => time}
        spoken={(row) => spoken(row, currency)}
        {...choosing<Row>(({ said }) => said?.id)}
        columns={[
          { key: 'session', title: 'Session', cell: ({ time }) => session(time) },
          { key: 'open', title: 'Open', number: true, cell: ({ open }) => price(open) },
          { key: 'high', title: 'High', number: true, cell: ({ high }) => price(high) },
          { key: 'low', title: 'Low', number: true, cell: ({ low }) => price(low) },
          { key: 'close', title: 'Close', number: true, cell: ({ close }) => price(close) },
          { key: 'change', title: 'Change', number: true, cell: ({ change }) => signed(change, 2) },
          { key: 'volume', title: 'Volume', number: true, cell: ({ volume }) => compact(volume) },
          { key: 'said', title: 'Predicted', cell: (row) => (row.said ? wordsOf(row.said) : '') },
        ]}
      >
        {(cursor) => <PriceChart candles={rows} marks={marks} indicators={lines} cursor={cursor} shown={range[2]} />}
      </ChartFrame>
      <p class="attribution faint">
        Candles drawn with{' '}
        <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
          Lightweight Charts™ by TradingView
        </a>
        .
      </p>
    </section>
  );
}

function rowsOfBars(bars: readonly Bar[], said: readonly Said[]): readonly Row[] {
  const bySession = new Map(said.map((one) => [one.predictionDate, one]));
  const ascending = bars.toReversed();
  return ascending.map((bar, i) => {
    const close = Number(bar.closePrice);
    const before = Number(ascending[i - 1]?.closePrice ?? Number.NaN);
    return {
      time: bar.tradingDate,
      open: Number(bar.openPrice),
      high: Number(bar.highPrice),
      low: Number(bar.lowPrice),
      close,
      volume: Number(bar.volume),
      change: before > 0 ? close / before - 1 : null,
      said: bySession.get(bar.tradingDate),
    };
  });
}

const markOf = ({ time, said }: Row): Mark[] =>
  said ? [{ time, up: said.predictionProbability >= 0.5, outcome: said.outcome, signal: said.tradingSignal }] : [];

const OUTCOMES = { right: 'was right', wrong: 'was wrong', open: 'still open' } as const;

export const wordsOf = ({ predictionProbability, tradingSignal, outcome, actualReturn7d }: Said): string =>
  `${percent(predictionProbability)} up, ${tradingSignal ?? 'no signal'}, ${OUTCOMES[outcome]}${outcome === 'open' ? '' : ` (${signed(actualReturn7d)} in seven sessions)`}`;

function spoken({ time, open, high, low, close, change, volume, said }: Row, currency: string | null): string {
  const unit = currency ? ` ${currency}` : '';
  return (
    `${session(time)}: close ${price(close)}${unit}, ${signed(change, 2)}; open ${price(open)}, high ${price(high)}, low ${price(low)}; ` +
    `volume ${compact(volume)}${said ? `; predicted ${wordsOf(said)}` : ''}`
  );
}
