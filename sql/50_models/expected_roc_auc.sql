-- What a model reaches over so many rows where there is nothing to know, from the surrogates of its test range; as
-- expectedOver in src/learn/judging/worth.ts. It depends on the model and on how long the window is, less on which: so
-- it serves for the live record and for common rows, too. Between the lengths that are known it is drawn straight.
create or replace function expected_roc_auc(metrics jsonb, rows double precision)
returns double precision
language plpgsql immutable
set search_path from current
as $$
declare
  known constant jsonb := metrics #> '{worth,expectedByRows}';
  length double precision;
  auc double precision;
  shorter double precision;
  shorter_auc double precision;
  longer double precision;
  longer_auc double precision;
begin
  if rows > 0 is not true then return null; end if;
  -- A loop, because a view asks for each model: starting a query in it takes four times as long.
  for at in 0 .. coalesce(jsonb_array_length(known), 0) - 1 loop
    auc := known -> at ->> 'rocAuc';
    continue when auc is null;
    length := known -> at ->> 'rows';
    if length <= rows and (shorter is null or length > shorter) then
      shorter := length;
      shorter_auc := auc;
    end if;
    if length >= rows and (longer is null or length < longer) then
      longer := length;
      longer_auc := auc;
    end if;
  end loop;
  return case when shorter < longer
                then shorter_auc + (longer_auc - shorter_auc) * (rows - shorter) / (longer - shorter)
              else coalesce(shorter_auc, longer_auc) end;
end
$$;

comment on function expected_roc_auc(jsonb, double precision) is
  E'@behavior -*\n'
  'ROC-AUC that a model reaches over so many rows where there is nothing to know, by its metrics; null of one that was '
  'not tried on surrogates.';
grant execute on function expected_roc_auc(jsonb, double precision) to pgaugur_reader, pgaugur_worker;
