-- Descriptions of columns that show what another table has: said once, at the table, and copied. What a column says of
-- itself stays, and so do its tags ("@notNull").

do $$
declare
  shown record;
begin
  for shown in
    select a.attrelid::regclass as relation, a.attname as name, col_description(a.attrelid, a.attnum) as tags,
           source.description
    from (values
      ('model_cards', array['ml_models', 'ml_feature_sets']),
      ('leaderboard', array['ml_models', 'ml_track_record']),
      ('latest_predictions', array['ml_predictions', 'ml_models']),
      ('signals_today', array['ml_predictions', 'ml_models']),
      ('run_grid', array['ml_pipeline_tasks', 'ml_pipeline_runs']),
      ('ml_feature_data', array['price_bars', 'features']),
      ('ml_pooled_models', array['ml_models']),
      ('ml_pipeline_policies', array['ml_pipeline_defaults'])
    ) as v (relation, sources)
    join pg_attribute a on a.attrelid = to_regclass(v.relation) and a.attnum > 0 and not a.attisdropped
    cross join lateral (
      select regexp_replace(col_description(s.attrelid, s.attnum), '^(@[^\n]*(\n|$))*', '') as description
      from unnest(v.sources) with ordinality as o (name, place)
      join pg_attribute s on s.attrelid = to_regclass(o.name) and s.attname = a.attname and not s.attisdropped
      order by o.place
      limit 1) source
    where source.description <> ''
      and coalesce(regexp_replace(col_description(a.attrelid, a.attnum), '^(@[^\n]*(\n|$))*', ''), '') = ''
  loop
    execute format('comment on column %s.%I is %L', shown.relation, shown.name,
                   concat_ws(E'\n', rtrim(shown.tags, E'\n'), shown.description));
  end loop;
end
$$;
