import './graphile_mode.ts';

import { PgAggregatesPreset } from '@graphile/pg-aggregates';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import { aggregatesPlugin } from './aggregates.ts';
import { instrumentFieldsPlugin } from './instrument_fields.ts';
import { namesPlugin } from './names.ts';
import { pageSizePlugin } from './page_size.ts';
import { readableObjectsPlugin } from './readable_objects.ts';

export function makePreset(databaseUrl: string, schema: string): GraphileConfig.Preset {
  return {
    extends: [
      PostGraphileAmberPreset,
      PgSimplifyInflectionPreset,
      PostGraphileConnectionFilterPreset,
      PgAggregatesPreset,
    ],
    plugins: [namesPlugin, readableObjectsPlugin, aggregatesPlugin, pageSizePlugin, instrumentFieldsPlugin],
    disablePlugins: [
      'PgIndexBehaviorsPlugin',
      'PgConditionArgumentPlugin',
      'PgConditionCustomFieldsPlugin',
      'NodePlugin',
      'AddNodeInterfaceToSuitableTypesPlugin',
      'QueryQueryPlugin',
      'PgAggregatesAddHavingAggregateTypesPlugin',
      'PgAggregatesOrderByAggregatesPlugin',
      'PgAggregatesFilterRelationalAggregatesPlugin',
      'RegisterQueryNodePlugin',
      'PgTableNodePlugin',
      'PgNodeIdAttributesPlugin',
    ],
    pgServices: [makePgService({ connectionString: databaseUrl, schemas: [schema], pgSettings: () => ({ role: 'pgaugur_reader' }), pgSettingsForIntrospection: { role: 'pgaugur_reader' } })],
    schema: {
      defaultBehavior: '-insert -update -delete',
      dontSwallowErrors: true,
    },
  };
}
