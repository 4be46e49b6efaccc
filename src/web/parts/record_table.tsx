import type { Instrument } from '../api/documents.ts';
import { count, fixed, percent, signed } from '../format/numbers.ts';
import { spaced } from '../format/words.ts';
import { type Column, DataTable } from './data_table.tsx';
import { Interval } from './figures.tsx';
import { HitRate } from './yardsticks.tsx';

/** A window of a live record, of a model or of an instrument as it was served. */
export type RecordWindow = NonNullable<NonNullable<Instrument['baseInstrument']>['trackRecord']['nodes'][number]>;

const AUC: Column<RecordWindow> = {
  key: 'auc',
  title: 'AUC',
  hint: 'Below it what it is worth, where the model was tried on mirrored histories',
  number: true,
  wide: true,
  cell: (one) => (
    <>
      <Interval value={one.rocAuc} low={one.rocAucLower} high={one.rocAucUpper} nothing={0.5} from={0} to={1} />
      {one.rocAucCorrected !== null && <span class="second faint">corrected {fixed(one.rocAucCorrected)}</span>}
    </>
  ),
};

const COLUMNS: readonly Column<RecordWindow>[] = [
  {
    key: 'window',
    title: 'Sessions',
    cell: (one) => (one.window === 'all' ? 'all' : `newest ${one.window}`),
  },
  { key: 'n', title: 'Predictions', number: true, cell: ({ predictions }) => count(predictions) },
  {
    key: 'hits',
    title: 'Right',
    hint: 'The line is always saying the more frequent',
    number: true,
    cell: (one) => (
      <HitRate value={one.hitRate} low={one.hitRateLower} high={one.hitRateUpper} majority={one.majorityHitRate} />
    ),
  },
  AUC,
  {
    key: 'inside',
    title: 'Inside their interval',
    hint: 'Share of outcomes that the interval of the growth held; the line is what it was to hold',
    number: true,
    cell: (one) => (
      <>
        <Interval
          share
          value={one.intervalCoverage}
          low={one.intervalCoverageLower}
          high={one.intervalCoverageUpper}
          nothing={one.intervalNominal}
          from={0.4}
          to={1}
        />
        {one.intervalCoverage !== null && (
          <span class="second faint">
            of {count(one.intervalPredictions)}, to hold {percent(one.intervalNominal, 0)}
          </span>
        )}
      </>
    ),
  },
  {
    key: 'width',
    title: 'Mean width',
    hint: 'Of the interval, from low to high',
    number: true,
    wide: true,
    cell: ({ intervalWidth }) => percent(intervalWidth),
  },
  {
    key: 'return',
    title: 'Return per signal',
    number: true,
    wide: true,
    cell: ({ signalReturn }) => signed(signalReturn, 2),
  },
];

const PROMISE: Column<RecordWindow> = {
  key: 'promise',
  title: 'Against its promise',
  cell: ({ againstPromise }) => (againstPromise === null ? '–' : spaced(againstPromise)),
};

/** The windows of a record, the newest sessions first. @param promises whether one model made them all, with a promise */
export const RecordTable = ({
  windows,
  promises,
}: {
  readonly windows: readonly RecordWindow[];
  readonly promises: boolean;
}) => (
  <DataTable
    caption="Live record, by the newest settled sessions"
    rows={windows.toSorted((a, b) => sessionsOf(a) - sessionsOf(b))}
    keyOf={(one) => one.window}
    columns={promises ? [...COLUMNS, PROMISE] : COLUMNS}
  />
);

const sessionsOf = ({ window }: RecordWindow): number => (window === 'all' ? Number.POSITIVE_INFINITY : Number(window));
