/** What a model file is made of. A Float32Array is written as an array of floats, every other number as an integer. */
export type JsonPart = string | number | Float32Array | readonly JsonPart[] | { readonly [key: string]: JsonPart };

/**
 * JSON text in which floats look like floats. XGBoost's parser takes the kind of a number from how it is written and
 * refuses `0` where it expects `0E0`, a difference that JSON.stringify cannot make.
 */
export function jsonText(part: JsonPart): string {
  if (typeof part === 'string') return JSON.stringify(part);
  if (typeof part === 'number') return String(part);
  if (part instanceof Float32Array) return `[${Array.from(part, float32Text).join(',')}]`;
  if (isArray(part)) return `[${part.map(jsonText).join(',')}]`;
  return `{${Object.entries(part)
    .map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`)
    .join(',')}}`;
}

/** The shortest decimal that reads back as the given float32, in XGBoost's notation: 5E-1. Nine digits always suffice. */
export function float32Text(value: number): string {
  if (Object.is(value, -0)) return '-0E0';
  let decimal = Number(value.toPrecision(9));
  for (let digits = 8; digits >= 1; digits--) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) !== value) break;
    decimal = shorter;
  }
  return decimal.toExponential().replace(/e\+?/, 'E');
}

/** Array.isArray, which TypeScript does not apply to readonly arrays. */
function isArray(part: JsonPart): part is readonly JsonPart[] {
  return Array.isArray(part);
}
