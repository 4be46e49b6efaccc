comment on table stocks is 'What is known about an instrument that is a stock.';
call describe_columns('stocks', array[
  ['shares_outstanding', 'Number of shares issued.'],
  ['website', 'Address of the company.'],
  ['isin', 'ISO 6166 securities identification number.']]);

call name_relation('stocks', 'instrument_id', 'instrument', 'stock');

grant select on stocks to pgaugur_reader, pgaugur_worker;
