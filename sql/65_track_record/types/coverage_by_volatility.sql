comment on type coverage_by_volatility is
  E'@json object\n'
  'What intervals of the growth were worth where a like volatility was forecast.';
comment on column coverage_by_volatility.volatility is
  E'@set volatility_third: low, middle, high\n'
  'The third of the volatility that was forecast.';
comment on column coverage_by_volatility.predictions is 'How many there are.';
comment on column coverage_by_volatility.coverage is 'Share of outcomes that fell inside.';
comment on column coverage_by_volatility.width is 'Mean width: 0.08 is eight points of growth from low to high.';
comment on column coverage_by_volatility."interval" is '95 % interval of the coverage (Wilson).';
