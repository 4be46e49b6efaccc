/** A column of a user's table as the instrument's sessions knew it. */
export type SourceColumn = {
  /** As the feature is called: `earnings.surprise`. */
  readonly name: string;
  /** One per bar: the newest value that was known at the close of its session; NaN where none was. */
  readonly values: Float64Array;
};

export type SourceColumns = readonly SourceColumn[];

/** The same bars of each column. */
export function sliceSources(sources: SourceColumns, from: number, to?: number): SourceColumns {
  return sources.map(({ name, values }) => ({ name, values: values.subarray(from, to) }));
}
