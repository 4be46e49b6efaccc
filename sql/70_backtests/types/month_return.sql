comment on type month_return is
  E'@json entries\n'
  'Return of one month.';
comment on column month_return.month is 'The month, as YYYY-MM.';
comment on column month_return."return" is 'Its return: 0.01 is one percent.';
