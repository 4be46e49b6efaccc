import { useMemo } from 'preact/hooks';
import { ChartFrame } from '../../charts/chart_frame.tsx';
import { epochSeconds, session, shortSession } from '../../format/dates.ts';
import { percent, signed, signedRange } from '../../format/numbers.ts';
import { lazily } from '../../parts/lazily.tsx';
import { choosing } from './choosing.ts';
import { wordsOf } from './price_section.tsx';
import type { Said } from './said.ts';

const LineChart = lazily(async () => (await import('../../charts/line_chart.tsx')).default);

type Props = { readonly said: readonly Said[]; readonly usual: number | null; readonly threshold: number };

const COLOURS = { right: 'up', wrong: 'bad', open: 'soft' } as const;
/** Between what changes of the close its outcome was expected, and whether it fell inside. */
function intervalOf({ growthLow, growthHigh, growthInside }: Said): string {
  if (growthLow === null || growthHigh === null) return '–';
  const held = growthInside === null ? '' : growthInside ? ', held' : ', missed';
  return `${signedRange(growthLow - 1, growthHigh - 1)}${held}`;
}

const percents = (value: number): string => percent(value, 0);

/** What was said session by session, and what came of it. */
export function ProbabilitySection({ said, usual, threshold }: Props) {
  const key = `${said.length} ${said.at(-1)?.id} ${said.filter(({ outcome }) => outcome !== 'open').length}`;
  const times = useMemo(() => said.map(({ predictionDate }) => epochSeconds(predictionDate)), [key]);
  const lines = useMemo(() => {
    const values = said.map(({ predictionProbability }) => predictionProbability);
    const level = (value: number | null): (number | null)[] => said.map(() => value);
    return [
      { label: 'BUY from', values: level(threshold), colour: 'up', width: 1, dash: [4, 4] },
      { label: 'SELL up to', values: level(1 - threshold), colour: 'down', width: 1, dash: [4, 4] },
      { label: 'usual', values: level(usual), colour: 'line-strong', width: 1 },
      { label: 'probability', values, colour: 'accent', width: 1 },
      { label: 'outcome', values, colour: 'accent', pointColours: said.map(({ outcome }) => COLOURS[outcome]) },
    ];
  }, [key, usual, threshold]);
  if (said.length === 0) return null;
  const settled = said.filter(({ outcome }) => outcome !== 'open');
  const right = settled.filter(({ outcome }) => outcome === 'right').length;
  return (
    <section class="section">
      <h2>Predictions</h2>
      <ChartFrame
        title="Probability of a higher close seven sessions ahead"
        legend={
          <>
            <span class="key key-up">● was right</span>
            <span class="key key-bad">● was wrong</span>
            <span class="key">● still open</span>
          </>
        }
        note={
          <>
            {settled.length > 0 &&
              `${percent(right / settled.length, 0)} of ${settled.length} with an outcome were right, holdout and live together. `}
            Dashed: BUY from {percents(threshold)}, SELL up to {percents(1 - threshold)}. Line: usual in training,{' '}
            {percent(usual)}.
          </>
        }
        rows={said}
        keyOf={({ id }) => id}
        spoken={(one) =>
          `${session(one.predictionDate)}: ${wordsOf(one)}, ${one.origin}, to ${shortSession(one.targetDate)}`
        }
        {...choosing<Said>(({ id }) => id)}
        columns={[
          { key: 'session', title: 'Session', cell: ({ predictionDate }) => session(predictionDate) },
          {
            key: 'probability',
            title: 'Probability',
            number: true,
            cell: ({ predictionProbability }) => percent(predictionProbability),
          },
          { key: 'signal', title: 'Signal', cell: ({ tradingSignal }) => tradingSignal ?? '–' },
          { key: 'origin', title: 'Origin', cell: ({ origin }) => origin },
          { key: 'target', title: 'Target', cell: ({ targetDate }) => session(targetDate) },
          { key: 'return', title: 'Return', number: true, cell: ({ actualReturn7d }) => signed(actualReturn7d) },
          { key: 'range', title: 'Interval', number: true, cell: intervalOf },
          { key: 'outcome', title: 'Outcome', cell: ({ outcome }) => outcome },
        ]}
      >
        {(cursor) => <LineChart times={times} lines={lines} cursor={cursor} height={210} format={percents} />}
      </ChartFrame>
    </section>
  );
}
