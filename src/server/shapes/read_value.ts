import { partsOf, type Reference, type Shape } from './shapes.ts';

/** A value as the API answers with it; null where what is stored has another shape, and left out of lists of shapes. */
export type ReadValue = (value: unknown) => unknown;

export type ReaderOptions = {
  readonly shapes: ReadonlyMap<string, Shape>;
  /** How the API calls an attribute, which is also the key of the JSON. */
  readonly nameOf: (attribute: string) => string;
};

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  float8: (value) => typeof value === 'number',
  int4: Number.isInteger,
  int8: Number.isInteger,
  text: (value) => typeof value === 'string',
  date: (value) => typeof value === 'string',
  timestamptz: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * How JSON is read that a shape declares. A shape whose comment says `@json tuple` is a list of its attributes' values; one
 * that says `@json entries` is a key and its value, many of them an object.
 * @throws Error naming a type that is no shape and no scalar that JSON has
 */
export function readerOf({ type, isList }: Reference, options: ReaderOptions): ReadValue {
  const shape = options.shapes.get(type);
  const one = shape ? readerOfShape(shape, options) : scalarOf(type);
  if (!isList) return one;
  const isOfEntries = shape && partsOf(shape.comment).tags.get('json') === 'entries';
  return (value) => {
    const list = isOfEntries && isRecord(value) ? Object.entries(value) : value;
    if (!Array.isArray(list)) return null;
    const values = list.map(one);
    return shape ? values.filter((value) => value !== null) : values;
  };
}

function scalarOf(type: string): ReadValue {
  const is = SCALARS[type];
  if (!is) throw new Error(`JSON has no values of the type ${type}: ${Object.keys(SCALARS).join(', ')} or a shape`);
  return (value) => (is(value) ? value : null);
}

function readerOfShape({ comment, attributes }: Shape, options: ReaderOptions): ReadValue {
  const fields = attributes.map((attribute) => ({
    name: options.nameOf(attribute.name),
    read: readerOf(attribute, options),
  }));
  const form = partsOf(comment).tags.get('json');
  if (form === 'object') {
    return (value) =>
      isRecord(value) ? Object.fromEntries(fields.map(({ name, read }) => [name, read(value[name])])) : null;
  }
  return (value) =>
    Array.isArray(value) ? Object.fromEntries(fields.map(({ name, read }, i) => [name, read(value[i])])) : null;
}
