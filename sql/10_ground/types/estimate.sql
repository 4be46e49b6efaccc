comment on type estimate is
  E'@json object\n'
  'A figure and its 95 % interval.';
comment on column estimate.value is 'The figure.';
comment on column estimate.lower is 'Lower end of its interval.';
comment on column estimate.upper is 'Upper end of its interval.';
