import { workerData } from 'piscina';
import { engineerFeatures, type MarketContext } from '../../../src/features/index.ts';
import { column } from '../../../src/matrix.ts';
import { featuresNamed } from './columns.ts';
import { type GrowthLosses, type GrowthTask, growthLosses } from './growth.ts';
import type { Series } from './read_folder.ts';
import { type SurrogateTask, surrogateAucs } from './surrogates.ts';

/** What all tasks of a run share. */
export type Shared = { readonly context: MarketContext };

const { context }: Shared = workerData;

export type FeatureTask = {
  readonly series: Series;
  readonly names: readonly string[];
  /** First session that a row is wanted for, and the rows of the sessions from there on; −1 for none. */
  readonly from: number;
  readonly rowOf: Int32Array;
  readonly rows: number;
  readonly values: Float32Array<SharedArrayBuffer>;
};

/** Computes the features of one instrument and writes them where its rows are. */
export function features({ series, names, from, rowOf, rows, values }: FeatureTask): void {
  const wanted = featuresNamed(names);
  const matrix = engineerFeatures(series.bars, { features: wanted, context, from });
  names.forEach((_, j) => {
    const own = column(matrix, j);
    for (let t = 0; t < rowOf.length; t++) if (rowOf[t] >= 0) values[j * rows + rowOf[t]] = own[t];
  });
}

export function surrogates(task: SurrogateTask): Promise<Float64Array[]> {
  return surrogateAucs(task, context);
}

export function growth(task: GrowthTask): GrowthLosses[] {
  return growthLosses(task, context);
}
