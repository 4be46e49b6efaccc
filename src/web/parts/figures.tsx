import type { ComponentChildren } from 'preact';
import { fixed, percent, percentRange, range, UNKNOWN } from '../format/numbers.ts';

type Maybe = number | null | undefined;

/** BUY, SELL or HOLD; faint where it may not be acted on. */
export function SignalMark({ signal, usable }: { readonly signal: string | null; readonly usable: boolean }) {
  if (signal === null) return <>{UNKNOWN}</>;
  return <span class={`mark mark-${signal.toLowerCase()} ${usable ? '' : 'mark-faint'}`}>{signal}</span>;
}

const WIDTH = 56;

/** A probability, and how far it is from what is usual: a bar from the base rate to it. */
export function Probability({ value, usual }: { readonly value: number; readonly usual: Maybe }) {
  const base = usual ?? 0.5;
  const at = (share: number): number => Math.max(0, Math.min(1, share)) * WIDTH;
  return (
    <span class="figure" title={`usual: ${percent(base)} of sessions were followed by a higher close`}>
      <span class="figure-text">{percent(value)}</span>
      <svg width={WIDTH} height="12" viewBox={`0 0 ${WIDTH} 12`} aria-hidden="true">
        <rect class="track" x="0" y="5" width={WIDTH} height="2" rx="1" />
        <rect
          class={value >= base ? 'up' : 'down'}
          x={at(Math.min(value, base))}
          y="3"
          width={Math.max(1, Math.abs(at(value) - at(base)))}
          height="6"
          rx="1"
        />
        <rect class="tick" x={at(base) - 0.5} y="0" width="1" height="12" />
      </svg>
    </span>
  );
}

type IntervalProps = {
  readonly value: Maybe;
  readonly low: Maybe;
  readonly high: Maybe;
  /** What nothing would have; a line. */
  readonly nothing: Maybe;
  /** The ends of the scale. */
  readonly from: number;
  readonly to: number;
  readonly share?: boolean;
  /** Of a share. */
  readonly digits?: number;
  /** The interval stands below the figure, and behind it what belongs to both, or nothing. */
  readonly below?: ComponentChildren;
};

/** A figure with its 95 % interval: as text, and on a scale beside the value that means nothing. */
export function Interval({ value, low, high, nothing, from, to, share = false, digits = 0, below }: IntervalProps) {
  if (value === null || value === undefined) return <span class="faint">{UNKNOWN}</span>;
  const at = (x: number): number => ((Math.max(from, Math.min(to, x)) - from) / (to - from)) * WIDTH;
  const above = nothing !== null && nothing !== undefined && low !== null && low !== undefined && low > nothing;
  const ends = share ? percentRange(low, high, digits) : range(low, high);
  const scale = (
    <svg width={WIDTH} height="12" viewBox={`0 0 ${WIDTH} 12`} aria-hidden="true">
      <rect class="track" x="0" y="5.5" width={WIDTH} height="1" />
      {low !== null && low !== undefined && high !== null && high !== undefined && (
        <rect
          class={above ? 'up' : 'neutral'}
          x={at(low)}
          y="4"
          width={Math.max(1, at(high) - at(low))}
          height="4"
          rx="2"
        />
      )}
      {nothing !== null && nothing !== undefined && (
        <rect class="tick" x={at(nothing) - 0.5} y="0" width="1" height="12" />
      )}
      <circle class="point" cx={at(value)} cy="6" r="2.5" />
    </svg>
  );
  const text = share ? percent(value, digits) : fixed(value);
  if (below === undefined) {
    return (
      <span class="figure">
        <span class="figure-text">
          {text} {ends !== UNKNOWN && <span class="faint">{ends}</span>}
        </span>
        {scale}
      </span>
    );
  }
  return (
    <>
      <span class="figure">
        <span class="figure-text">{text}</span>
        {scale}
      </span>
      {(ends !== UNKNOWN || below !== '') && (
        <span class="second faint">
          {ends !== UNKNOWN && ends}
          {ends !== UNKNOWN && below !== '' && ', '}
          {below}
        </span>
      )}
    </>
  );
}
