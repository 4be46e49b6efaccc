import { percent, price, signed, signedRange } from '../format/numbers.ts';
import { Reasons } from './reasons.tsx';

type Maybe = number | null;

/** How far the close may go in seven sessions. */
export type Growth = {
  readonly growthLow: Maybe;
  readonly growthMedian: Maybe;
  readonly growthHigh: Maybe;
  readonly growthCoverage: Maybe;
  readonly intervalUsable: boolean;
  readonly intervalWhyNot: string | null;
  readonly intervalJudge: 'own' | 'pool' | null;
};

const WIDTH = 56;
/** The scale ends at so much to both sides: most weeks stay within. */
const SCALE = 0.12;
const at = (change: number): number => ((Math.max(-SCALE, Math.min(SCALE, change)) + SCALE) / (2 * SCALE)) * WIDTH;

/** From low to high, with the median; faint where it may not be relied on, and why. */
export function GrowthRange({ of }: { readonly of: Growth }) {
  const { growthLow: low, growthMedian: median, growthHigh: high, growthCoverage, intervalUsable, intervalWhyNot } = of;
  if (low === null || high === null) return <span class="faint">no interval</span>;
  const title = `${percent(growthCoverage, 0)} of outcomes are to fall inside; the median is ${signed(median === null ? null : median - 1)}${intervalUsable ? by(of) : `. Not to be relied on: ${intervalWhyNot ?? ''}`}`;
  return (
    <span class={`figure growth ${intervalUsable ? '' : 'faint'}`} title={title}>
      <span class="figure-text">{signedRange(low - 1, high - 1)}</span>
      <svg width={WIDTH} height="12" viewBox={`0 0 ${WIDTH} 12`} aria-hidden="true">
        <rect class="track" x="0" y="5.5" width={WIDTH} height="1" />
        <rect class="neutral" x={at(low - 1)} y="4" width={Math.max(1, at(high - 1) - at(low - 1))} height="4" rx="2" />
        <rect class="tick" x={WIDTH / 2 - 0.5} y="0" width="1" height="12" />
        {median !== null && <circle class="point" cx={at(median - 1)} cy="6" r="2.5" />}
      </svg>
    </span>
  );
}

/** Whose gate was passed, where it is not its own. */
const by = ({ intervalJudge }: Growth): string =>
  intervalJudge === 'pool' ? '; relied on by the gate of its pool' : '';

type InPricesProps = { readonly of: Growth; readonly close: Maybe; readonly currency: string | null };

/** The same in words, with prices where the close is known that it starts from. */
export function GrowthInWords({ of, close, currency }: InPricesProps) {
  const { growthLow: low, growthMedian: median, growthHigh: high, growthCoverage, intervalUsable, intervalWhyNot } = of;
  if (low === null || high === null) return <span class="faint">Its model gives none.</span>;
  return (
    <>
      <GrowthRange of={of} />{' '}
      <span class="faint">
        median {signed(median === null ? null : median - 1)}, {percent(growthCoverage, 0)} of outcomes inside
        {close !== null && `; ${price(close * low)} to ${price(close * high)}${currency ? ` ${currency}` : ''}`}
        {by(of)}
      </span>
      {!intervalUsable && <Reasons lead="Not to be relied on: " text={intervalWhyNot ?? 'it is not usable'} />}
    </>
  );
}
