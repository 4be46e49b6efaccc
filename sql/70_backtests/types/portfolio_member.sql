comment on type portfolio_member is
  E'@json object\n'
  'What was traded of a member of a portfolio, and what it brought.';
comment on column portfolio_member.instrument_id is 'The instrument.';
comment on column portfolio_member.symbol is 'Its symbol; where two members share one, with the exchange behind it.';
comment on column portfolio_member.model_ids is 'Models whose predictions were traded.';
comment on column portfolio_member.holdout is 'Holdout predictions that were traded.';
comment on column portfolio_member.live is 'Live predictions that were traded.';
comment on column portfolio_member.first_session is 'First session that was predicted from.';
comment on column portfolio_member.last_session is 'Last session that was predicted from.';
comment on column portfolio_member.trades is 'Its trades.';
comment on column portfolio_member.profit is 'Net of everything, in the trading currency.';
comment on column portfolio_member.contribution is
  'Profit over the initial capital; those of all members add up to the total return.';
