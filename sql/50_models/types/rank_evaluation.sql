comment on type rank_evaluation is
  E'@json object\n'
  'What an order of the members of a pool was worth on the test days.';
comment on column rank_evaluation.days is 'Days that could be ranked.';
comment on column rank_evaluation.rank_ic is 'Mean daily rank IC.';
comment on column rank_evaluation.icir is 'Mean of the daily rank ICs over their standard deviation, not annualised.';
comment on column rank_evaluation.reversal_rank_ic is 'Mean rank IC of seven-session reversal on the same days.';
comment on column rank_evaluation.beyond_reversal is 'Rank IC less that of reversal.';
comment on column rank_evaluation.spread_net is
  'Growth of the top fifth less that of the bottom fifth in seven sessions, 0.1 % a fill paid.';
comment on column rank_evaluation.turnover is
  'Share of both fifths that is replaced from one holding period to the next.';
