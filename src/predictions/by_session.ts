/** Probabilities by session of a history, NaN where nothing was predicted. */
export function probabilitiesOn(
  dates: readonly string[],
  predictions: readonly { readonly date: string; readonly probability: number }[],
): Float64Array {
  const probabilities = new Map(predictions.map(({ date, probability }) => [date, probability]));
  return Float64Array.from(dates, (date) => probabilities.get(date) ?? Number.NaN);
}
