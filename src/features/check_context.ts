import { BAR_RULES } from './check_bars.ts';
import { dayNumber } from './dates.ts';
import type { IndexSeries, MarketContext } from './market_context.ts';

/**
 * Throws a RangeError that names the index, the rule, the row and the value if indices cannot be looked at: arrays of
 * unequal length, dates that are no ISO dates or not strictly ascending, a close that breaks the rule for closes.
 */
export function checkContext(context: MarketContext): void {
  context.forEach((index, i) => {
    if (index === undefined) return;
    const name = `context[${i}] (${index.symbol})`;
    checkIndex(name, index);
    if (index.impliedVolatility) checkIndex(`${name}.impliedVolatility`, index.impliedVolatility);
  });
}

function checkIndex(name: string, { dates, close }: IndexSeries): void {
  if (close.length !== dates.length) {
    throw new RangeError(`${name}.close must have one value per date: ${dates.length} dates, ${close.length} values`);
  }
  for (let u = 0; u < dates.length; u++) {
    if (Number.isNaN(dayNumber(dates[u]))) {
      throw new RangeError(`${name}.dates must be ISO dates (YYYY-MM-DD): row ${u} is "${dates[u]}"`);
    }
    if (u > 0 && dates[u] <= dates[u - 1]) {
      throw new RangeError(
        `${name}.dates must ascend strictly: row ${u} is ${dates[u]} after ${dates[u - 1]} in row ${u - 1}`,
      );
    }
    const { rule, holds } = BAR_RULES.close;
    if (!holds(close[u])) throw new RangeError(`${name}.close must be ${rule}: ${close[u]} at ${dates[u]} (row ${u})`);
  }
}
