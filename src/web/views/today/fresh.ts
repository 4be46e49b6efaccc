import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Today } from '../../api/documents.ts';
import { percent } from '../../format/numbers.ts';
import { announce } from '../../parts/announce.tsx';

export type Forecast = NonNullable<NonNullable<Today['todaysForecasts']>['nodes'][number]>;

const SHOWN_MILLISECONDS = 8000;
/** More of them are counted and not named. */
const NAMED = 3;

/**
 * The instruments whose prediction has come while the reader looked on. Each is said once.
 * @param list which page, filter and order the rows are of: what comes with another is not new
 */
export function useFresh(rows: readonly Forecast[] | undefined, list: string): ReadonlySet<number> {
  const before = useRef<{ readonly list: string; readonly newest: bigint } | undefined>(undefined);
  const fresh = useSignal<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (!rows) return;
    const known = before.current?.list === list ? before.current.newest : undefined;
    const newest = rows.reduce(
      (most, { predictionId }) => (BigInt(predictionId) > most ? BigInt(predictionId) : most),
      0n,
    );
    before.current = { list, newest: known !== undefined && known > newest ? known : newest };
    if (known === undefined) return;
    const come = rows.filter(({ predictionId }) => BigInt(predictionId) > known);
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
