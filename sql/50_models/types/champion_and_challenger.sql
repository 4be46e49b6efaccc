comment on type champion_and_challenger is
  E'@json object\n'
  'A figure of both models that were compared.';
comment on column champion_and_challenger.champion is 'Of the champion.';
comment on column champion_and_challenger.challenger is 'Of the challenger.';
