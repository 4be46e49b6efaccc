comment on type reliability_bin is
  E'@json object\n'
  'Rows of the test range that were forecast alike.';
comment on column reliability_bin."from" is 'Lower end of their probabilities.';
comment on column reliability_bin."to" is 'Upper end of their probabilities.';
comment on column reliability_bin.rows is 'How many there are.';
comment on column reliability_bin.mean_predicted is 'What was forecast of them, in the mean.';
comment on column reliability_bin.observed_rate is 'Share that rose.';
comment on column reliability_bin.lower is 'Lower end of the 95 % interval of that share.';
comment on column reliability_bin.upper is 'Upper end of it.';
