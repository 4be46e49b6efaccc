import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { type WhatIf as Answer, type Explained, whatIf } from '../../api/documents.ts';
import { compact, percent, significant } from '../../format/numbers.ts';
import { stated } from '../../format/words.ts';
import { SignalMark } from '../../parts/figures.tsx';

type Row<List extends { readonly nodes: readonly unknown[] } | null> = NonNullable<NonNullable<List>['nodes'][number]>;
type Contribution = Row<Explained['predictionContributions']>;
type Range = Row<Explained['contributionRanges']>;
type Props = {
  readonly predictionId: string;
  readonly contributions: readonly Contribution[];
  readonly ranges: readonly Range[];
};

/** Steps of a slider from end to end. */
const STEPS = 200;
/** How long a slider rests before it is asked what follows. */
const REST_MILLISECONDS = 120;

/** Sliders for the features that weigh most: what the model would have said with other values. */
export function WhatIf({ predictionId, contributions, ranges }: Props) {
  const changed = useSignal<Readonly<Record<string, number>>>({});
  const answer = useSignal<Answer['whatIf']>(null);
  const fault = useSignal('');
  const values = changed.value;
  useEffect(() => {
    const stopped = new AbortController();
    const timer = setTimeout(() => {
      ask(whatIf, { predictionId, changed: values }, stopped.signal).then(
        (found) => {
          answer.value = found.whatIf;
          fault.value = '';
        },
        (error: unknown) => {
          if (!stopped.signal.aborted) fault.value = error instanceof Error ? error.message : String(error);
        },
      );
    }, REST_MILLISECONDS);
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [values, predictionId]);
  const sliders = contributions.flatMap((one) => {
    const range = ranges.find(({ feature }) => feature === one.feature);
    return range ? sliderOf(one, range) : [];
  });
  if (sliders.length === 0) return null;
  const isChanged = Object.keys(values).length > 0;
  return (
    <div class="what-if">
      <div class="section-head">
        <h3>What if?</h3>
        <p class="what-if-answer" role="status">
          {fault.value !== '' ? (
            <span class="bad">{stated(fault.value)}</span>
          ) : (
            answer.value && (
              <>
                {isChanged ? `${percent(answer.value.unchangedProbability)} would be ` : 'As it was: '}
                <strong>{percent(answer.value.probability)}</strong>{' '}
                <SignalMark signal={answer.value.tradingSignal} usable />
              </>
            )
          )}
        </p>
        <button type="button" disabled={!isChanged} onClick={() => (changed.value = {})}>
          Reset
        </button>
      </div>
      <div class="sliders">
        {sliders.map(({ feature, meaning, value, low, high, step }) => (
          <label key={feature} title={meaning ?? undefined}>
            <span>{feature}</span>
            <input
              type="range"
              min={low}
              max={high}
              step={step}
              value={values[feature] ?? value}
              aria-valuetext={shown(values[feature] ?? value)}
              onInput={(event) => (changed.value = { ...changed.peek(), [feature]: event.currentTarget.valueAsNumber })}
            />
            <output class={values[feature] === undefined ? 'faint' : ''}>{shown(values[feature] ?? value)}</output>
          </label>
        ))}
      </div>
    </div>
  );
}

const shown = (value: number): string => (Math.abs(value) >= 100_000 ? compact(value) : significant(value, 4));

function sliderOf({ feature, value, meaning }: Contribution, { low, high, whole }: Range) {
  if (value === null || low === null || high === null) return [];
  const [from, to] = [Math.min(low, value), Math.max(high, value)];
  if (!(from < to)) return [];
  return [
    { feature, meaning, value, low: from, high: to, step: whole && to - from <= STEPS ? 1 : (to - from) / STEPS },
  ];
}
