import type { Step } from 'postgraphile/grafast';
import type { Output } from './output.ts';
import { absenceOf, columnOf, joinOf } from './plan_steps.ts';

type Row = readonly unknown[];
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
export function rowWriter(output: Output, item: Step, meta: Readonly<Record<string, unknown>>): Write | undefined {
  const places = new Map<Step, (index: number) => number>([[item, (index) => index]]);
  return objectWriter(output, places, meta);
}

function objectWriter(
  { mode, step, fields }: Output,
  places: Map<Step, (index: number) => number>,
  meta: Readonly<Record<string, unknown>>,
): Write | undefined {
  if (mode !== 'object') return undefined;
  if (!places.has(step)) {
    const join = joinOf(step, meta);
    const parent = join && places.get(join.parent);
    if (!parent) return undefined;
    places.set(step, (index) => parent(join.indexes[index]));
  }
  const place = places.get(step);
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
    const value = field.of.mode === 'leaf' ? valueWriter(field.of, places) : objectWriter(field.of, places, meta);
    if (!value) return undefined;
    const { isNeeded } = field;
    writers.push((row) => {
      const text = value(row);
      if (isNeeded && text === 'null') throw new UnwritableError(`"${field.key}" is null, and may not be`);
      return start + text;
    });
  }
  return (row) => {
    if (isAbsent((index) => row[place(index)])) return 'null';
    let text = '{';
    for (const write of writers) text += write(row);
    return `${text}}`;
  };
}

function valueWriter({ step, leaf }: Output, places: ReadonlyMap<Step, (index: number) => number>): Write | undefined {
  const column = columnOf(step);
  const place = column && places.get(column.single);
  if (!place || !leaf) return undefined;
  const at = place(column.index);
  return (row) => {
    const text = row[at];
    if (typeof text !== 'string') return 'null';
    const value = column.read(text);
    return value == null ? 'null' : JSON.stringify(leaf.serialize(value));
  };
}
