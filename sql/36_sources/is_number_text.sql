-- Whether a text says a number that a double can hold: no exponent of three digits, no NaN. Null says nothing.
create or replace function is_number_text(said text)
returns boolean
language sql immutable
set search_path from current
as $$
  select said ~ '^[[:space:]]*[+-]?([0-9]{1,200}[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?[[:space:]]*$'
$$;

comment on function is_number_text(text) is E'@behavior -*\nWhether a text says a number.';
grant execute on function is_number_text(text) to pgaugur_operator, pgaugur_worker;
