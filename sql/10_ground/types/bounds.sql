comment on type bounds is
  E'@json tuple\n'
  'Both ends of an interval.';
comment on column bounds.lower is 'Lower end.';
comment on column bounds.upper is 'Upper end.';
