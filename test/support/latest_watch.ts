import type { Queryable } from '../../src/db/pool.ts';
import { rows } from './rows.ts';

type Seen = { readonly session: string; readonly model_id: number; readonly status: string };

/**
 * From now on, what latest_predictions says of an instrument whenever a transaction that ended a step or changed a model
 * commits: all that a reader can come to see on the way, where one that asks again and again may miss it.
 * @returns reads what was seen, in order, and ends the watch: it asks for all of the view at each commit
 */
export async function watchLatest(db: Queryable, instrumentId: number): Promise<() => Promise<Seen[]>> {
  // One after another: several instruments may be watched at once.
  await db.query(`
    select pg_advisory_xact_lock(1);
    create table if not exists latest_seen (
      id bigint generated always as identity, instrument_id integer, session date, model_id bigint, status text);
    create or replace function note_latest() returns trigger language plpgsql security definer
    set search_path from current as $$
    begin
      insert into latest_seen (instrument_id, session, model_id, status)
      select l.instrument_id, l.prediction_date, l.model_id, l.model_status from latest_predictions l;
      return null;
    end $$;
    drop trigger if exists note_latest on ml_pipeline_tasks;
    create constraint trigger note_latest after insert or update on ml_pipeline_tasks
      deferrable initially deferred for each row execute function note_latest();
    drop trigger if exists note_latest on ml_models;
    create constraint trigger note_latest after update on ml_models
      deferrable initially deferred for each row execute function note_latest();`);
  return async () => {
    await db.query(`
      select pg_advisory_xact_lock(1);
      drop trigger if exists note_latest on ml_pipeline_tasks;
      drop trigger if exists note_latest on ml_models`);
    return rows<Seen>(db, 'select session, model_id, status from latest_seen where instrument_id = $1 order by id', [
      instrumentId,
    ]);
  };
}

/** States that went back to an older session, or were of a model that is not in use. */
export const stepsBack = (states: readonly Seen[]): Seen[] =>
  states.filter(({ session, status }, i) => status === 'deprecated' || (i > 0 && session < states[i - 1].session));
