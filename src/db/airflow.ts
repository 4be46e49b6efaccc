import { z } from 'zod';
import { firstRow, type Queryable } from './pool.ts';

/** The old system's name of an instrument's pipeline; SQL says which. */
export async function airflowDagId(db: Queryable, symbol: string): Promise<string> {
  const found = await firstRow(db, 'select airflow_dag_id($1) as id', [symbol], z.object({ id: z.string() }));
  if (!found) throw new Error(`airflow_dag_id returned no row for ${symbol}`);
  return found.id;
}
