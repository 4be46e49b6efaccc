-- Who served when: a model's row holds only its last deployment and its last replacement.
create table ml_model_places (
  id bigint generated always as identity constraint ml_model_places_pkey primary key,
  model_id bigint not null,
  status ml_model_status not null,
  is_production boolean not null,
  since timestamptz not null default clock_timestamp(),
  is_reconstructed boolean not null default false,
  constraint ml_model_places_model_id_fkey foreign key (model_id) references ml_models on delete cascade
);
create index ml_model_places_model on ml_model_places (model_id, since);

insert into ml_model_places (model_id, status, is_production, since, is_reconstructed)
select m.id, place.status, place.is_production, place.since, true
from ml_models m
cross join lateral (values
  (case when m.deployed_at is not null or m.deprecated_at is not null then 'testing' else m.status end, false,
   m.created_at, true),
  ('active', true, m.deployed_at, m.deployed_at is not null),
  ('deprecated', false, m.deprecated_at, m.status = 'deprecated' and m.deprecated_at is not null)
) place (status, is_production, since, is_known)
where place.is_known
order by place.since, m.id;

-- What corrected prices made of a prediction stands beside what it said first; when, and whether more was said in
-- between, was not kept.
alter table ml_predictions
  add column corrected_at timestamptz,
  add column corrections smallint not null default 0,
  add constraint corrected_when_it_was check (corrected_at is null or corrections > 0);
