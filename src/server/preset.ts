import './graphile_mode.ts';

import { PgAggregatesPreset } from '@graphile/pg-aggregates';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import type { Pool, Role } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';
import { aggregatesPlugin } from './aggregates.ts';
import { closedSetsPlugin, createEnums } from './closed_sets.ts';
import { columnDescriptionsPlugin } from './column_descriptions.ts';
import type { Declarations } from './declarations.ts';
import { maskError } from './errors.ts';
import { IDE_PATH, ide } from './ide.ts';
import { grafastContext } from './identity/operator.ts';
import { instrumentFieldsPlugin } from './instrument_fields.ts';
import { knownOperationsPlugin } from './known_operations.ts';
import { limits } from './limits.ts';
import type { Changes } from './live/changes.ts';
import { pacingPlugin } from './live/pacing.ts';
import { subscriptionsPlugin } from './live/subscriptions.ts';
import { namesPlugin } from './names.ts';
import { operatorObjectsPlugin } from './operator_objects.ts';
import { ordersPlugin } from './orders.ts';
import { pageSizePlugin } from './page_size.ts';
import { partitionedKeysPlugin } from './partitioned_keys.ts';
import { queryTypePlugin } from './query_type.ts';
import { readableObjectsPlugin } from './readable_objects.ts';
import type { PlanningTime } from './requests/planning_time.ts';
import { shapesPlugin } from './shapes/plugin.ts';

/** Everything runs as this role, the look at the catalog included: what it may not read is not in the schema. */
const role: Role = 'pgaugur_reader';

export type PresetOptions = {
  readonly pool: Pool;
  readonly schema: string;
  readonly declarations: Declarations;
  readonly log: Logger;
  /** Ends planning that takes too long; without it nothing does. */
  readonly planning?: PlanningTime;
  /** What subscriptions are told of; without it there is nothing to subscribe to. */
  readonly changes?: Changes;
};

/**
 * PostGraphile over the tables of one installation: read-only, with filters on every column, relations both ways and
 * aggregates on the tables that ask for them with a smart tag.
 */
export function makePreset({
  pool,
  schema,
  declarations,
  log,
  planning,
  changes,
}: PresetOptions): GraphileConfig.Preset {
  const enums = createEnums(declarations.closedSets);
  return {
    extends: [
      PostGraphileAmberPreset,
      PgSimplifyInflectionPreset,
      PostGraphileConnectionFilterPreset,
      PgAggregatesPreset,
    ],
    plugins: [
      namesPlugin,
      partitionedKeysPlugin,
      closedSetsPlugin(enums),
      shapesPlugin(declarations.shapes, enums),
      readableObjectsPlugin,
      operatorObjectsPlugin,
      aggregatesPlugin,
      pageSizePlugin,
      ordersPlugin,
      instrumentFieldsPlugin,
      columnDescriptionsPlugin,
      queryTypePlugin,
      knownOperationsPlugin,
      ...(planning ? [planning.plugin] : []),
      subscriptionsPlugin,
      pacingPlugin(changes),
    ],
    disablePlugins: [
      // Filters and orders by columns without an index, too: the tables are read per instrument, which has one.
      'PgIndexBehaviorsPlugin',
      // Rows are addressed by their keys; there are no global node ids.
      'NodePlugin',
      'AddNodeInterfaceToSuitableTypesPlugin',
      'RegisterQueryNodePlugin',
      'PgTableNodePlugin',
      'PgNodeIdAttributesPlugin',
      'QueryQueryPlugin',
      // `filter` does what `condition` does, and more.
      'PgConditionArgumentPlugin',
      'PgConditionCustomFieldsPlugin',
      // Ordering and filtering instruments by aggregates of their rows would double the schema.
      'PgAggregatesOrderByAggregatesPlugin',
      'PgAggregatesFilterRelationalAggregatesPlugin',
    ],
    pgServices: [
      makePgService({
        pool,
        schemas: [schema],
        pubsub: false,
        pgSettingsForIntrospection: { role },
        // None per request: what a reader needs, its connection has.
      }),
    ],
    schema: {
      defaultBehavior:
        '-resource:insert -resource:update -resource:delete -resource:aggregates -resource:groupedAggregates -resource:groupedAggregates:having',
      dontSwallowErrors: true,
    },
    grafast: {
      context: grafastContext,
      maxPlanningDepth: limits.planningDepth,
      timeouts: { execution: limits.executionMilliseconds },
    },
    grafserv: {
      graphiqlPath: IDE_PATH,
      websockets: true,
      outputDataAsString: true,
      maxRequestLength: limits.requestBytes,
      // What a form of another site can send is none of these.
      allowedRequestContentTypes: ['application/json'],
      maskError: maskError(log),
    },
    ruru: ide,
  };
}
