-- What the others of a day were told, in order: the place of one is looked up there, without sorting all days.
create index ml_relative_predictions_ranked
  on ml_relative_predictions (rank_model_id, session, relative_probability);
