comment on table ml_context_indices is
  E'@behavior +insert +update +delete\n'
  'Which indices are part of the features of an exchange''s instruments, by slot. Empty: the first four indices that '
  'have prices.';
comment on column ml_context_indices.exchange_id is
  'The exchange this holds for; null: every exchange without rows of its own.';
comment on column ml_context_indices.slot is 'From 1 to 4: the features of slot 1 are called index_1_….';
comment on column ml_context_indices.volatility_index_id is
  'Its volatility index in percent per year, such as the VIX; null without one.';

call name_relation('ml_context_indices', 'exchange_id', 'exchange', 'contextIndices');
call name_relation('ml_context_indices', 'index_id', 'index', 'contextIndexSettings');
call name_relation('ml_context_indices', 'volatility_index_id', 'volatilityIndex', 'volatilityIndexSettings');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint one_index_per_exchange_and_slot on ml_context_indices is '@behavior -single';

grant select on ml_context_indices to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_context_indices to pgaugur_operator;
