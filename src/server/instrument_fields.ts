import { type PgSelectSingleStep, TYPES } from 'postgraphile/@dataplan/pg';
import { extendSchema } from 'postgraphile/utils';

/**
 * Fields of an instrument that SQL functions of its id answer. PostGraphile would make fields of functions that take
 * the whole row; these are also called by the pipeline, which has the id.
 */
export const instrumentFieldsPlugin = extendSchema((build) => {
  const { serving_model, retraining_due, pipeline_policy } = build.pgResources;
  const ofId = (resource: typeof serving_model) => ($instrument: PgSelectSingleStep) =>
    resource.execute([{ step: $instrument.get('id'), pgCodec: TYPES.int }]);
  return {
    typeDefs: /* GraphQL */ `
      extend type BaseInstrument {
        """The model whose predictions are served: the production model, else the newest testing model; after a handover, the one before until the new one has spoken of the newest session."""
        servingModel: MlModel
        """Why the instrument should be trained again (no model, changed data, age, drift, new feature set), or null."""
        retrainingDue: String
        """The pipeline policy in force: the instrument's own values over the defaults."""
        pipelinePolicy: PipelinePolicy
      }
    `,
    objects: {
      BaseInstrument: {
        plans: {
          servingModel: ofId(serving_model),
          retrainingDue: ofId(retraining_due),
          pipelinePolicy: ofId(pipeline_policy),
        },
      },
    },
  };
});
