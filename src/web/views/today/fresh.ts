import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../format/numbers.ts';
import { announce } from '../../parts/announce.tsx';
import type { Forecast } from './read_today.ts';

const SHOWN_MILLISECONDS = 8000;
/** More of them are counted and not named. */
const NAMED = 3;

/** The instruments whose prediction has come while the reader looked on. Each is said once. */
export function useFresh(rows: readonly Forecast[] | undefined): ReadonlySet<number> {
  const before = useRef<ReadonlyMap<number, string> | undefined>(undefined);
  const fresh = useSignal<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (!rows) return;
    const known = before.current;
    before.current = new Map(rows.map(({ instrumentId, predictionId }) => [instrumentId, predictionId]));
    if (!known) return;
    const come = rows.filter(({ instrumentId, predictionId }) => known.get(instrumentId) !== predictionId);
    if (come.length === 0) return;
    const named = come.map(({ symbol, predictionProbability }) => `${symbol} ${percent(predictionProbability)}`);
    announce(come.length > NAMED ? `${come.length} new predictions` : `New prediction: ${named.join(', ')}`);
    fresh.value = new Set(come.map(({ instrumentId }) => instrumentId));
    const timer = setTimeout(() => {
      fresh.value = new Set();
    }, SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [rows]);
  return fresh.value;
}
