import { TYPES } from 'postgraphile/@dataplan/pg';
import { extendSchema } from 'postgraphile/utils';

/** Fields of an instrument that SQL functions of its id answer: what decides how the pipeline treats it. */
export const instrumentFieldsPlugin = extendSchema((build) => {
  const { serving_model, retraining_due, pipeline_policy } = build.pgResources;
  return {
    typeDefs: /* GraphQL */ `
      extend type BaseInstrument {
        """The model whose predictions are served: the production model, else the newest testing model."""
        servingModel: MlModel
        """Why the instrument should be trained again (no model, corrected prices, age, new features), or null."""
        retrainingDue: String
        """The pipeline policy in force: what the instrument's own policy states, over the defaults."""
        pipelinePolicy: MlPipelinePolicy
      }
    `,
    objects: {
      BaseInstrument: {
        plans: {
          servingModel: ($instrument) => serving_model.execute([{ step: $instrument.get('id'), pgCodec: TYPES.int }]),
          retrainingDue: ($instrument) => retraining_due.execute([{ step: $instrument.get('id'), pgCodec: TYPES.int }]),
          pipelinePolicy: ($instrument) =>
            pipeline_policy.execute([{ step: $instrument.get('id'), pgCodec: TYPES.int }]),
        },
      },
    },
  };
});
