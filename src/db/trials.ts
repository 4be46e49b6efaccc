import { known, type Queryable } from './pool.ts';

/** One configuration of a search, as a row of ml_trials. */
export type Trial = {
  readonly parameters: Record<string, unknown>;
  readonly rounds: number;
  readonly validationLogLoss: number;
  readonly validationRocAuc: number;
  readonly seed: number;
  readonly isChosen: boolean;
  /** Validation log-loss per fold, oldest first. */
  readonly foldLogLosses: readonly number[];
  readonly seconds: number;
};

/** Replaces the trial ledger of a run. */
export async function saveTrials(db: Queryable, runId: number, trials: readonly Trial[]): Promise<void> {
  await db.query('delete from ml_trials where pipeline_run_id = $1', [runId]);
  await db.query(
    `insert into ml_trials
       (pipeline_run_id, trial, parameters, rounds, validation_log_loss, validation_roc_auc, seed, is_chosen,
        duration_seconds, fold_log_losses)
     select $1, t.ordinality, t.parameters::jsonb, t.rounds, t.log_loss, t.roc_auc, t.seed, t.is_chosen, t.seconds,
            array(select value::float8 from jsonb_array_elements_text(t.fold_log_losses::jsonb) as value)
     from unnest($2::text[], $3::int[], $4::float8[], $5::float8[], $6::bigint[], $7::boolean[], $8::float8[], $9::text[])
       with ordinality
       as t (parameters, rounds, log_loss, roc_auc, seed, is_chosen, seconds, fold_log_losses, ordinality)`,
    [
      runId,
      trials.map((trial) => JSON.stringify(trial.parameters)),
      trials.map((trial) => trial.rounds),
      trials.map((trial) => trial.validationLogLoss),
      trials.map((trial) => known(trial.validationRocAuc)),
      trials.map((trial) => trial.seed),
      trials.map((trial) => trial.isChosen),
      trials.map((trial) => known(trial.seconds)),
      trials.map((trial) => JSON.stringify(trial.foldLogLosses)),
    ],
  );
}
