-- Places of models are remembered: their own rows hold only the last deployment and the last replacement.
create or replace function remember_place() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  insert into ml_model_places (model_id, status, is_production) values (new.id, new.status, new.is_production);
  return null;
end
$$;

revoke all on function remember_place() from public;

create or replace trigger remember_first_place after insert on ml_models
  for each row execute function remember_place();
create or replace trigger remember_place after update of status, is_production on ml_models
  for each row when ((old.status, old.is_production) is distinct from (new.status, new.is_production))
  execute function remember_place();
