comment on type attempt_error is
  E'@json object\n'
  'Why an attempt of a step failed.';
comment on column attempt_error.message is 'The message.';
comment on column attempt_error.attempt is 'Which attempt.';
comment on column attempt_error.at is 'When it failed.';
