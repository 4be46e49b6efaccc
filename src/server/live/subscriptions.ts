import { listOfCodec, TYPES } from 'postgraphile/@dataplan/pg';
import { access, context, type GrafastSubscriber, lambda, listen, SafeError, type Step } from 'postgraphile/grafast';
import { sql } from 'postgraphile/pg-sql2';
import { extendSchema } from 'postgraphile/utils';
import { limits } from '../limits.ts';
import type { Change, Topic } from './change.ts';

declare global {
  namespace Grafast {
    interface Context {
      /** Where events come from, of a subscription over a websocket. */
      changes?: GrafastSubscriber<Record<Topic, Change>>;
    }
  }
}

/** What a message of a topic holds, as GraphQL describes it. */
const typeOf = (rows: Topic, row: string): string => /* GraphQL */ `
  """A message: which ${rows} have changed since the one before, or that everything has to be read again."""
  type ${typeName(rows)} {
    """Why everything that is shown has to be read again: the subscription has begun, the connection to the database was lost, or more has changed than a message names. Null when \`${rows}\` is all that changed."""
    readAgain: String
    """The ids of the ${rows} that changed, at most ${limits.namedRows}; none when everything has to be read again."""
    ids: [BigInt!]!
    """These ${rows} as they are now. One that was deleted is missing."""
    ${rows}: [${row}!]!
  }`;
const typeName = (rows: Topic): string => `Changed${rows[0].toUpperCase()}${rows.slice(1)}`;

/** Where the events of a subscription come from. */
export const source = () => lambda(context().get('changes'), overWebsocket, true);

function overWebsocket(changes: Grafast.Context['changes']): NonNullable<typeof changes> {
  if (!changes)
    throw new SafeError('subscriptions are answered over a websocket: speak graphql-transport-ws to this address');
  return changes;
}

/** The fields of Subscription. Rows are read when something has changed, as any query reads them. */
export const subscriptionsPlugin = extendSchema((build) => {
  const { ml_pipeline_runs, ml_predictions, ml_alerts } = build.pgResources;

  const topic = (name: Topic) => ({
    subscribePlan: () => listen(source(), name),
    plan: ($change: Step<Change>) => $change,
  });

  const changed = (rows: string, resource: typeof ml_alerts) => ({
    plans: {
      readAgain: ($change: Step<Change>) => access($change, ['readAgain']),
      ids: ($change: Step<Change>) => access($change, ['ids']),
      [rows]($change: Step<Change>) {
        const $rows = resource.find();
        const ids = $rows.placeholder(access($change, ['ids']), listOfCodec(TYPES.bigint));
        $rows.where(sql`${$rows.alias}.id = any (${ids})`);
        return $rows;
      },
    },
  });

  return {
    typeDefs: /* GraphQL */ `
      extend type Subscription {
        """Progress of pipeline runs: of a run, or of a step of it, something has changed."""
        runs: ChangedRuns
        """Predictions that were made, settled, marked as stale, or deleted."""
        predictions: ChangedPredictions
        """Alerts that were raised or resolved, or whose message has changed."""
        alerts: ChangedAlerts
      }

      ${typeOf('runs', 'MlPipelineRun')}
      ${typeOf('predictions', 'MlPrediction')}
      ${typeOf('alerts', 'MlAlert')}
    `,
    objects: {
      Subscription: { plans: { runs: topic('runs'), predictions: topic('predictions'), alerts: topic('alerts') } },
      ChangedRuns: changed('runs', ml_pipeline_runs),
      ChangedPredictions: changed('predictions', ml_predictions),
      ChangedAlerts: changed('alerts', ml_alerts),
    },
  };
});
