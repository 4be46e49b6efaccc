comment on table exchange_holidays is
  E'@behavior +insert +update +delete\n'
  'Weekdays on which an exchange does not trade, as they are in force: taken over from `exchange_calendars` when the '
  'exchange''s code is known there, and changed by whoever knows better. A change moves the target dates of open '
  'predictions.';
call describe_columns('exchange_holidays', array[
  ['holiday_date', 'A weekday without trading.']]);

call name_relation('exchange_holidays', 'exchange_id', 'exchange', 'holidays');

grant select on exchange_holidays to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on exchange_holidays to pgaugur_operator;
