import type { Portfolios } from '../../api/documents.ts';
import { count, percent } from '../../format/numbers.ts';

/** A portfolio that was tried. */
export type Tried = NonNullable<NonNullable<Portfolios['mlPortfolioBacktests']>['nodes'][number]>;

/** Who took part, the first of many. */
export const membersOf = ({ symbols }: Tried): string => {
  const names = (symbols ?? []).filter((one) => one !== null);
  if (names.length === 0) return 'all instruments';
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${count(names.length - 3)} more` : names.join(', ');
};

/** What is held at a time: what signals, or the first of a pool. */
export const heldOf = ({ topN, dropBelow, probabilityThreshold, maxPositions }: Tried): string =>
  topN === null
    ? `from ${percent(probabilityThreshold, 0)}, at most ${count(maxPositions)}`
    : `the first ${count(topN)} by rank, sold below ${count(dropBelow ?? topN)}`;
