import type { Step } from 'postgraphile/grafast';
import { GraphQLFloat } from 'postgraphile/graphql';
import type { Output } from './output.ts';
import { absenceOf, columnOf, joinOf, type Meta, parentOf } from './plan_steps.ts';

type Row = readonly unknown[];
/** Where the values of a row lie in that of the statement, and what was said of the joins to it. */
type Place = { readonly at: (index: number) => number; readonly meta: Meta };
type Places = Map<Step, Place>;
/** JSON of a part of a row. */
type Write = (row: Row) => string;

/** What the API may not answer with, so that it has to say why: it is left to who does. */
export class UnwritableError extends Error {
  override name = 'UnwritableError';
}

/**
 * How a row of a statement becomes the JSON of an object, its joined rows within it; undefined when the plan does more with
 * it than that.
 * @param item the step that is the row
 * @param meta what the statement said of its joins
 */
export function rowWriter(output: Output, item: Step, meta: Meta): Write | undefined {
  return objectWriter(output, new Map([[item, { at: (index) => index, meta }]]));
}

/** The place of a row, that of a joined one by the one that it was joined to. */
function placeOf(step: Step, places: Places): Place | undefined {
  const known = places.get(step);
  if (known) return known;
  const of = parentOf(step);
  const parent = of && placeOf(of.parent, places);
  const join = parent && joinOf(parent.meta, of.key);
  if (!join) return undefined;
  const place = { at: (index: number) => parent.at(join.selectIndexes[index]), meta: join.meta };
  places.set(step, place);
  return place;
}

function objectWriter({ mode, step, fields }: Output, places: Places): Write | undefined {
  if (mode !== 'object') return undefined;
  const place = placeOf(step, places);
  const isAbsent = absenceOf(step);
  if (!place || !isAbsent) return undefined;
  const writers: Write[] = [];
  for (const field of fields) {
    const start = `${writers.length > 0 ? ',' : ''}"${field.key}":`;
    if ('text' in field) {
      const text = start + field.text;
      writers.push(() => text);
      continue;
    }
    const value = field.of.mode === 'leaf' ? valueWriter(field.of, places) : objectWriter(field.of, places);
    if (!value) return undefined;
    const { isNeeded } = field;
    writers.push((row) => {
      const text = value(row);
      if (isNeeded && text === 'null') throw new UnwritableError(`"${field.key}" is null, and may not be`);
      return start + text;
    });
  }
  return (row) => {
    if (isAbsent((index) => row[place.at(index)])) return 'null';
    let text = '{';
    for (const write of writers) text += write(row);
    return `${text}}`;
  };
}

function valueWriter({ step, leaf }: Output, places: Places): Write | undefined {
  const column = columnOf(step);
  const place = column && placeOf(column.single, places);
  if (!place || !leaf) return undefined;
  const at = place.at(column.index);
  const { read, isNumber } = column;
  const write = (text: string): string => {
    if (isNumber && leaf === GraphQLFloat && PLAIN_NUMBER.test(text)) return text;
    const value = read(text);
    if (value == null) return 'null';
    const said: unknown = leaf.serialize(value);
    return typeof said === 'string' && PLAIN_TEXT.test(said) ? `"${said}"` : JSON.stringify(said);
  };
  // Rows that follow each other have much in common.
  let before: string | undefined;
  let written = 'null';
  return (row) => {
    const text = row[at];
    if (typeof text !== 'string') return 'null';
    if (text !== before) {
      written = write(text);
      before = text;
    }
    return written;
  };
}

/** As both Postgres and JSON write it. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})\.\d+$/;
/** Stands in a string of JSON as it is: no quote, no backslash, no control character, no half of a character. */
const PLAIN_TEXT = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
