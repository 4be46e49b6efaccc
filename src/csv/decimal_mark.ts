import type { Delimiter } from './cells.ts';
import type { DecimalMark } from './numbers.ts';

/** What the numbers of some cells show of their decimal mark. */
type Evidence = {
  /** Cells in which a comma can only part the decimals, and those in which a point can only. */
  readonly commas: number;
  readonly points: number;
  /** A cell that reads either way: `1,234` is 1.234 or 1234. */
  readonly either?: string;
};

/** A comma that stands as only a decimal comma can: `1,5`, `1234,567`, `0,123`, `1.234,5`; `1.234.567` has points for thousands. */
const COMMA = /^(?:[^.,]*\d,(?:\d{1,2}|\d{4,})|\d{4,},\d{3}|0,\d{3}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})$/;
/** The same of a point: `1.5`, `1234.567`, `0.123`, `1,234.5`; `1,234,567` has commas for thousands. */
const POINT =
  /^(?:[^.,]*\.(?:\d{0,2}|\d{4,})|\d{4,}\.\d{3}|0?\.\d{3}|\d{1,3}(?:,\d{2,3})+\.\d*|\d{1,3}(?:,\d{2,3})+,\d{3})$/;
const EITHER = /^\d{1,3},\d{3}$/;
const NUMBER = /^[+-]?(?:[$€£¥₹]\s*)?([\d.,]+)(?:\s?[KMBT%$€£¥₹])?$/i;

function evidenceIn(cells: Iterable<string>): Evidence {
  let commas = 0;
  let points = 0;
  let either: string | undefined;
  for (const cell of cells) {
    const number = NUMBER.exec(cell.replaceAll(/(?<=\d)[ '\u00a0\u202f](?=\d{3})/g, ''))?.[1];
    if (number === undefined) continue;
    if (COMMA.test(number)) commas++;
    else if (POINT.test(number)) points++;
    else if (EITHER.test(number)) either ??= cell;
  }
  return { commas, points, either };
}

/** Which mark cells show more often; a point where they show none. For what a file is, not for what its prices are. */
export function likelyMark(cells: Iterable<string>): DecimalMark {
  const { commas, points } = evidenceIn(cells);
  return commas > points ? 'comma' : 'point';
}

/**
 * The mark of a file's prices: what they show themselves, else what the other cells show, else the one with which all of
 * them are prices of one instrument. Where semicolons part the cells, a comma is left for the decimals.
 * @returns a cell that reads either way, where nothing tells which
 */
export function markOfPrices(
  prices: readonly string[],
  all: readonly string[],
  delimiter: Delimiter,
): DecimalMark | { readonly either: string } {
  const own = evidenceIn(prices);
  if (own.commas > 0 !== own.points > 0) return own.commas > 0 ? 'comma' : 'point';
  if (own.either === undefined) return own.commas > own.points ? 'comma' : 'point';
  if (own.commas > 0) return { either: own.either };
  const others = evidenceIn(all);
  const isSemicolons = delimiter === ';';
  if (others.points === 0 && others.commas > 0) return 'comma';
  if (others.commas === 0 && others.points > 0 && !isSemicolons) return 'point';
  return markByScale(prices) ?? (isSemicolons && others.points === 0 ? 'comma' : { either: own.either });
}

/** Read the wrong way, a price is a thousand times what those beside it are. */
const TOO_FAR = 30;

/** The mark with which `950` and `1,001` are prices of one instrument; undefined where both will do, or nothing is beside. */
function markByScale(prices: readonly string[]): DecimalMark | undefined {
  const spread = (group: '' | '.') => {
    const values = prices
      .filter((cell) => EITHER.test(cell) || /^\d+$/.test(cell))
      .map((cell) => Number(cell.replace(',', group)))
      .filter((value) => value > 0);
    return Math.max(...values) / Math.min(...values);
  };
  const ratio = spread('.') / spread('');
  if (ratio > TOO_FAR) return 'point';
  return ratio < 1 / TOO_FAR ? 'comma' : undefined;
}
