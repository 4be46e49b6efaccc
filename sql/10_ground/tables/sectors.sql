comment on table sectors is 'Business sectors of instruments.';
call describe_columns('sectors', array[
  ['code', 'Code of the sector in whatever classification is in use.'],
  ['description', 'What belongs to the sector.']]);

grant select on sectors to pgaugur_reader, pgaugur_worker;
