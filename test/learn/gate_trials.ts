import { createRandom } from '../../src/random.ts';
import { judge, type Market, simulatedBars } from './simulated.ts';

/** Markets that nobody can forecast. */
export const WALKS: readonly Market[] = ['brownian', 'fatTails', 'volatilityClusters'];

// Thirteen years of sessions, as many labelled rows as a real stock has here (3,019), so 453 test rows; 20 cheap real
// features and one configuration of at most 60 rounds instead of 190 and five: 60 to 90 ms a series and core.
const SESSIONS = 3225;

export type Judged = {
  readonly passed: number;
  /** How many reach an AUC of 0.55, the gate's bound for the estimate alone. */
  readonly high: number;
  readonly meanAuc: number;
};

/** What the gate says of so many simulated series of a market, with labels that belong to them or to other sessions. */
export function judgedSeries(
  market: Market,
  count: number,
  { shuffled = false, first = market === 'meanReverting' ? 9000 : 7000 } = {},
): Judged {
  const found = Array.from({ length: count }, (_, i) =>
    judge(simulatedBars(market, SESSIONS, first + i), shuffled ? { shuffled: createRandom(i, 4) } : {}),
  );
  return {
    passed: found.filter(({ passed }) => passed).length,
    high: found.filter(({ rocAuc }) => rocAuc >= 0.55).length,
    meanAuc: found.reduce((sum, { rocAuc }) => sum + rocAuc, 0) / count,
  };
}

export function addUp(groups: readonly Judged[]): Pick<Judged, 'passed' | 'high'> {
  const sum = (of: (group: Judged) => number) => groups.reduce((total, group) => total + of(group), 0);
  return { passed: sum(({ passed }) => passed), high: sum(({ high }) => high) };
}
