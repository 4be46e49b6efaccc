-- What a signal asks for beside the threshold, and who gives none.

-- The share of rises among the rows a model learned from; of an adopted model, those of its pool.
alter table ml_pooled_models
  add column training_base_rate double precision,
  add constraint training_base_rate_is_a_share check (training_base_rate between 0 and 1);
alter table ml_models
  add column training_base_rate double precision,
  add constraint training_base_rate_is_a_share check (training_base_rate between 0 and 1);
-- Models that were trained before this was kept have it of their test range, the nearest that is stored.
update ml_models
set training_base_rate = (metrics ->> 'baseRate')::double precision
where jsonb_typeof(metrics -> 'baseRate') = 'number' and (metrics ->> 'baseRate')::double precision between 0 and 1;

alter table ml_pipeline_defaults
  add column trades_context boolean not null default false,
  add column signals_after_losses boolean not null default false;
alter table ml_pipeline_policies
  add column trades_context boolean,
  add column signals_after_losses boolean;

-- Their arguments change.
drop function if exists trading_signal(boolean, double precision, double precision);
drop function if exists target_session(date, integer, integer);

-- Models that name their best iteration are scored by the trees up to it. Trees that were stored with those behind it
-- are unpacked again.
delete from ml_model_trees t
using ml_model_artifacts a
where a.sha256 = t.artifact_sha256 and a.format = 'xgboost-json'
  and convert_from(a.content, 'UTF8') like '%"best_iteration"%';

-- What each feature tells, in a sentence. `migrate` fills it. A row each: an array of sentences is too long to be
-- unpacked wherever one of them is shown.
create table ml_feature_meanings (
  feature_set_id smallint not null references ml_feature_sets on delete cascade,
  feature_name text not null,
  meaning text not null,
  primary key (feature_set_id, feature_name)
);

-- Cards left the reader to find the columns that said nothing among those of indices that were not there.
update ml_models m
set model_card = jsonb_set(m.model_card, '{preparation,dropped_columns}', coalesce((
  select jsonb_agg(d.dropped order by d.place)
  from jsonb_array_elements(m.model_card #> '{preparation,dropped_columns}') with ordinality d (dropped, place)
  where not (d.dropped ->> 'reason' = 'all_missing' and d.dropped ->> 'feature' ~ '^index_[0-9]+_')), '[]'))
where jsonb_typeof(m.model_card #> '{preparation,dropped_columns}') = 'array'
  and jsonb_path_exists(m.model_card, '$.preparation.dropped_columns[*] ? (@.reason == "all_missing")');
