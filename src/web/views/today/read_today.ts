import { ask } from '../../api/ask.ts';
import { today } from '../../api/documents.ts';
import { readPages } from '../../api/pages.ts';

/** All instruments, page by page. */
export const readToday = (signal: AbortSignal) =>
  readPages(async (after) => (await ask(today, { after }, signal)).todaysForecasts);

export type Forecast = Awaited<ReturnType<typeof readToday>>[number];
