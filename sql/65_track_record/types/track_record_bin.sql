comment on type track_record_bin is
  E'@json object\n'
  'Live predictions that were forecast alike.';
comment on column track_record_bin."from" is 'Lower end of their probabilities.';
comment on column track_record_bin."to" is 'Upper end of their probabilities.';
comment on column track_record_bin.predictions is 'How many there are.';
comment on column track_record_bin.mean_predicted is 'What was forecast of them, in the mean.';
comment on column track_record_bin.observed_rate is 'Share that rose.';
comment on column track_record_bin."interval" is '95 % interval of that share (Wilson).';
