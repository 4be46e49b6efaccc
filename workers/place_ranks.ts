import { placeRanks } from '../src/db/rank_models.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Every quarter of an hour: writes down the places of days that are over, some days in each transaction. */
export const placeRanksOfDays: ScheduledJob = {
  name: 'place_ranks',
  async work(db) {
    let placed = 0;
    for (let now = await placeRanks(db); now > 0; now = await placeRanks(db)) placed += now;
    return `${counted(placed, 'rank')} written down`;
  },
};
