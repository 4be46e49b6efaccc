import { BAR_RULES } from '../bar_rules.ts';
import { checkDates } from './check_dates.ts';
import { CONTEXT_SLOTS, type IndexSeries, type MarketContext } from './market_context.ts';

/**
 * Throws a RangeError that names the index, the rule, the row and the value if indices cannot be looked at: more than
 * there are slots, arrays of unequal length, dates that are no ISO dates or not strictly ascending, a close that breaks
 * the rule for closes.
 */
export function checkContext(context: MarketContext): void {
  if (context.length > CONTEXT_SLOTS) {
    throw new RangeError(`context has ${CONTEXT_SLOTS} slots, received ${context.length}`);
  }
  context.forEach((index, i) => {
    if (index === undefined) return;
    const name = `index ${i + 1} (${index.symbol})`;
    checkIndex(name, index);
    if (index.impliedVolatility) checkIndex(`${name}: impliedVolatility`, index.impliedVolatility);
  });
}

function checkIndex(name: string, { dates, close }: IndexSeries): void {
  if (close.length !== dates.length) {
    throw new RangeError(`${name}: close must have one value per date: ${dates.length} dates, ${close.length} values`);
  }
  checkDates(`${name}: dates`, dates);
  const { rule, holds } = BAR_RULES.close;
  const wrong = close.findIndex((value) => !holds(value));
  if (wrong >= 0) {
    throw new RangeError(`${name}: close must be ${rule}: ${close[wrong]} at ${dates[wrong]} (row ${wrong})`);
  }
}
