comment on type interval_evaluation is
  E'@json object\n'
  'What intervals of the growth were worth on the test range.';
comment on column interval_evaluation.rows is 'Rows they were judged on.';
comment on column interval_evaluation.nominal is 'Share of outcomes that they are to hold.';
comment on column interval_evaluation.coverage is 'Share of outcomes that fell inside.';
comment on column interval_evaluation.to_unconditional is
  'Pinball loss over that of the quantiles of the past; below 1 is better.';
comment on column interval_evaluation.to_ewma_normal is 'Pinball loss over that of an EWMA normal; below 1 is better.';
comment on column interval_evaluation.width is 'Mean width: 0.08 is eight points of growth from low to high.';
