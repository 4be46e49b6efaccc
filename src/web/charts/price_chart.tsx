import { useSignalEffect } from '@preact/signals';
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  LineSeries,
  type PriceFormat,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts';
import { useEffect, useRef } from 'preact/hooks';
import { compact, fixed, priceDigits } from '../format/numbers.ts';
import type { Cursor } from './chart_frame.tsx';
import { colour, isDark } from './colours.ts';
import { isDense } from './density.ts';
import type { Indicator } from './indicators.ts';

export type Candle = {
  readonly time: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A prediction where it was made. */
export type Mark = {
  readonly time: string;
  readonly up: boolean;
  readonly outcome: 'right' | 'wrong' | 'open';
  readonly signal: string | null;
};

type Props = {
  readonly candles: readonly Candle[];
  readonly marks: readonly Mark[];
  readonly indicators: readonly Indicator[];
  readonly cursor: Cursor;
  /** How many of the newest candles are seen at first. */
  readonly shown: number;
};

const OUTCOME = { right: 'up', wrong: 'bad', open: 'soft' } as const;
const HEIGHT = 400;

/** Candles with volume, lines of indicators, and predictions as arrows. */
export default function PriceChart({ candles, marks, indicators, cursor, shown }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<IChartApi | undefined>(undefined);
  const select = useRef<(at: number) => void>(() => {});
  const theme = isDark.value;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = createChart(element, {
      autoSize: true,
      height: HEIGHT,
      layout: {
        background: { type: ColorType.Solid, color: colour('raised') },
        textColor: colour('soft'),
        fontFamily: 'system-ui, sans-serif',
        fontSize: 11,
        attributionLogo: false, // its licence asks for the name, which the view says in words
        panes: { separatorColor: colour('line') },
      },
      grid: { vertLines: { color: colour('line', 0.5) }, horzLines: { color: colour('line', 0.5) } },
      rightPriceScale: { borderColor: colour('line'), scaleMargins: { top: 0.08, bottom: 0.08 } },
      timeScale: { borderColor: colour('line'), rightOffset: 4 },
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    });
    chart.current = made;
    const [rise, fall] = [colour('up'), colour('down')];
    const series = made.addSeries(CandlestickSeries, {
      upColor: rise,
      borderUpColor: rise,
      wickUpColor: rise,
      downColor: fall,
      borderDownColor: fall,
      wickDownColor: fall,
      priceLineVisible: false,
      priceFormat: pricesOf(candles),
    });
    series.setData(candles.map(({ time, open, high, low, close }) => ({ time, open, high, low, close })));
    const volume = made.addSeries(
      HistogramSeries,
      { priceFormat: VOLUMES, priceLineVisible: false, lastValueVisible: false },
      1,
    );
    volume.setData(
      candles.map(({ time, volume: value, open, close }) => ({
        time,
        value,
        color: close >= open ? colour('up', 0.45) : colour('down', 0.45),
      })),
    );
    made.panes()[1]?.setHeight(HEIGHT / 5);
    for (const { colour: name, values } of indicators) {
      const line = made.addSeries(LineSeries, {
        color: colour(name),
        lineWidth: 1,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerVisible: false,
      });
      line.setData(candles.flatMap(({ time }, i) => (Number.isNaN(values[i]) ? [] : [{ time, value: values[i] }])));
    }
    createSeriesMarkers(
      series,
      marks.map((mark) => markerOf(mark, isDense(shown))),
    );
    made
      .timeScale()
      .setVisibleLogicalRange({ from: Math.max(-0.5, candles.length - shown - 0.5), to: candles.length + 3 });
    const places = new Map(candles.map(({ time }, i) => [time, i]));
    made.subscribeCrosshairMove(({ time, sourceEvent }) => {
      const at = typeof time === 'string' ? places.get(time) : undefined;
      if (sourceEvent && at !== undefined) cursor.value = at;
    });
    select.current = (at) => {
      const candle = candles[at];
      if (!candle) return;
      made.setCrosshairPosition(candle.close, candle.time, series);
      const range = made.timeScale().getVisibleLogicalRange();
      if (!range || (at >= range.from && at <= range.to)) return;
      const width = range.to - range.from;
      made.timeScale().setVisibleLogicalRange({ from: at - width / 2, to: at + width / 2 });
    };
    return () => {
      chart.current = undefined;
      select.current = () => {};
      made.remove();
    };
  }, [candles, marks, indicators, shown, theme]);

  useSignalEffect(() => {
    if (cursor.value !== undefined) select.current(cursor.value);
  });
  return <div class="canvas price-canvas" ref={place} aria-hidden="true" />;
}

/** What the scale says, in the words of the rest of the page. */
const VOLUMES: PriceFormat = { type: 'custom', minMove: 0.001, formatter: compact };

function pricesOf(candles: readonly Candle[]): PriceFormat {
  const digits = priceDigits(candles.at(-1)?.close ?? 1);
  return { type: 'custom', minMove: 10 ** -digits, formatter: (value: number) => fixed(value, digits) };
}

function markerOf({ time, up, outcome, signal }: Mark, dense: boolean): SeriesMarker<Time> {
  const acts = signal === 'BUY' || signal === 'SELL';
  return {
    time,
    position: up ? 'belowBar' : 'aboveBar',
    shape: dense && !acts ? 'circle' : up ? 'arrowUp' : 'arrowDown',
    color: colour(OUTCOME[outcome]),
    size: acts ? 1.4 : dense ? 0.1 : 0.6,
  };
}
