comment on table indices is 'What is known about an instrument that is an index.';
call describe_columns('indices', array[
  ['methodology', 'How the index is weighted.'],
  ['base_date', 'Day on which the index had its base value.'],
  ['base_value', 'Value of the index on its base date.']]);

call name_relation('indices', 'instrument_id', 'instrument', 'index');

grant select on indices to pgaugur_reader, pgaugur_worker;
