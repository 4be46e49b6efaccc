comment on type probability_calibration is
  E'@json object\n'
  'How probabilities are corrected.';
comment on column probability_calibration.method is
  E'@set calibration_method: none, platt, isotonic\n'
  'none; platt: σ(slope × log-odds + intercept); isotonic: linear between points.';
comment on column probability_calibration.slope is 'Of platt.';
comment on column probability_calibration.intercept is 'Of platt.';
comment on column probability_calibration.scores is 'Of isotonic: where its points lie, ascending.';
comment on column probability_calibration."values" is 'Of isotonic: what the points are corrected to.';
