import { shortSession } from '../../format/dates.ts';
import { fixed, range, signedRange } from '../../format/numbers.ts';
import type { Column } from '../../parts/data_table.tsx';
import { Probability, SignalMark } from '../../parts/figures.tsx';
import { GrowthRange } from '../../parts/growth.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { CORRECTED_HINT, LiveHitRate, LogLossSkill, SKILL_HINT, TestAuc } from '../../parts/yardsticks.tsx';
import type { SortKey } from './choice.ts';
import type { Forecast } from './fresh.ts';

export const COLUMNS: readonly (Column<Forecast> & { readonly key: SortKey })[] = [
  {
    key: 'symbol',
    title: 'Symbol',
    sorts: true,
    cell: (row) => (
      <>
        <a class="symbol" href={`/instruments/${row.instrumentId}`}>
          {row.symbol}
        </a>
        {row.name && <span class="name">{row.name}</span>}
        <span class="narrow faint">
          {row.growthLow !== null && row.growthHigh !== null && (
            <>{signedRange(row.growthLow - 1, row.growthHigh - 1)} · </>
          )}
          {shortSession(row.predictionDate)}
        </span>
        <span class="narrow faint">
          {row.testRocAucCorrected === null
            ? `AUC ${fixed(row.testRocAuc)}, not corrected`
            : `AUC, corrected ${fixed(row.testRocAucCorrected)} (${range(row.testRocAucCorrectedLower, row.testRocAucCorrectedUpper)})`}
        </span>
        {!row.usable && <span class="narrow faint">Not usable</span>}
      </>
    ),
  },
  {
    key: 'signal',
    title: 'Signal',
    hint: 'Strongest first: signals that may be acted on, then what else is usable',
    sorts: true,
    cell: ({ tradingSignal, usable }) => <SignalMark signal={tradingSignal} usable={usable} />,
  },
  {
    key: 'probability',
    title: 'Probability',
    hint: 'That the close seven sessions ahead is higher; the line is how often that happened in training',
    number: true,
    sorts: true,
    cell: ({ predictionProbability, trainingBaseRate }) => (
      <Probability value={predictionProbability} usual={trainingBaseRate} />
    ),
  },
  {
    key: 'range',
    title: 'In seven sessions',
    hint: 'Between what changes of the close the outcome is expected, with its median; the line is no change',
    number: true,
    wide: true,
    sorts: true,
    cell: (row) => <GrowthRange of={row} />,
  },
  {
    key: 'auc',
    title: 'Corrected AUC',
    hint: CORRECTED_HINT,
    number: true,
    wide: true,
    sorts: true,
    cell: (row) => <TestAuc of={row} />,
  },
  {
    key: 'skill',
    title: 'Log-loss skill',
    hint: SKILL_HINT,
    number: true,
    wide: true,
    sorts: true,
    cell: (row) => <LogLossSkill of={row} />,
  },
  {
    key: 'record',
    title: 'Track record',
    hint: 'Share of live predictions that were right, with its 95 % interval, and of outcomes that fell inside their interval of the growth; the line is always saying the more frequent',
    number: true,
    wide: true,
    sorts: true,
    cell: (row) => <LiveHitRate of={row} />,
  },
  {
    key: 'session',
    title: 'Session',
    hint: 'The session after whose close it was predicted, and the seventh after it',
    wide: true,
    className: 'nowrap',
    sorts: true,
    cell: ({ predictionDate, targetDate }) => (
      <>
        {shortSession(predictionDate)} <span class="second faint">to {shortSession(targetDate)}</span>
      </>
    ),
  },
  {
    key: 'usable',
    title: 'Usable',
    sorts: true,
    className: 'why',
    cell: ({ usable, whyNot }) => (usable ? <span class="yes">Yes</span> : <Reasons text={whyNot} />),
  },
];
