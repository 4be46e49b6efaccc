comment on type category_list is
  E'@json entries\n'
  'The categories of a column.';
comment on column category_list."column" is 'The column.';
comment on column category_list.categories is
  'Its categories, in the order of the numbers that stand for them, from 0.';
