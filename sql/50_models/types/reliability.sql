comment on type reliability is
  E'@json object\n'
  'Forecast against outcome on the test range.';
comment on column reliability.bins is 'By what was forecast, ascending; without empty ones.';
comment on column reliability.calibration_error is
  'Expected calibration error: mean distance of observed rate and mean forecast, weighted by rows.';
