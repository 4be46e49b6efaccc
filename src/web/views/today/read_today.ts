import { ask, rowsOf } from '../../api/ask.ts';
import { today } from '../../api/documents.ts';

/** All instruments, page by page. */
export async function readToday(signal: AbortSignal) {
  const rows = [];
  let after: string | null = null;
  do {
    const { todaysForecasts }: Awaited<ReturnType<typeof askPage>> = await askPage(after, signal);
    rows.push(...rowsOf(todaysForecasts));
    after = todaysForecasts?.pageInfo.hasNextPage ? todaysForecasts.pageInfo.endCursor : null;
  } while (after !== null);
  return rows;
}

const askPage = (after: string | null, signal: AbortSignal) => ask(today, { after }, signal);

export type Forecast = Awaited<ReturnType<typeof readToday>>[number];
