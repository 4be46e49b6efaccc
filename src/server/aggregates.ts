import '@graphile/pg-aggregates';
import type { AggregateSpec } from '@graphile/pg-aggregates';
import { type PgCodec, TYPES } from 'postgraphile/@dataplan/pg';
import { sql } from 'postgraphile/pg-sql2';

declare global {
  namespace GraphileBuild {
    interface AggregateSpecIds {
      share: true;
    }
  }
}

/** The default aggregates that stay; variances and population variants only make the schema longer. */
const keptAggregates = new Set<AggregateSpec['id']>(['sum', 'average', 'min', 'max', 'stddevSample', 'distinctCount']);

/** Numbers that name or date a row: they can be counted, but their sum or average means nothing. */
const isIdentifier = (column: string): boolean => /(^|_)(id|epoch)$/.test(column);

const dates = new Set<PgCodec>([TYPES.date, TYPES.timestamp, TYPES.timestamptz]);

const suitedToForecasts = (spec: AggregateSpec): AggregateSpec => ({
  ...spec,
  isSuitableType: (codec) =>
    spec.isSuitableType(codec) || ((spec.id === 'min' || spec.id === 'max') && dates.has(codec)),
  shouldApplyToEntity: (entity) =>
    spec.id === 'distinctCount' || entity.type !== 'attribute' || !isIdentifier(entity.attributeName),
});

const shareOfTrue: AggregateSpec = {
  id: 'share',
  humanLabel: 'share of true values',
  HumanLabel: 'Share of true values (in [0, 1], nulls left out)',
  isSuitableType: (codec) => codec === TYPES.boolean,
  sqlAggregateWrap: (column) => sql`avg(${column}::integer)::double precision`,
  pgTypeCodecModifier: () => TYPES.float,
};

/**
 * Aggregates that suit forecasts: the share of rows in which a boolean is true (`share { predictionAccuracy }` is the
 * hit rate), first and last dates, and no arithmetic on identifiers.
 */
export const aggregatesPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurAggregatesPlugin',
  description: 'Keeps the aggregates that make sense for forecasts and adds the share of true values',
  version: '1.0.0',
  after: ['PgAggregatesSpecsPlugin'],
  schema: {
    hooks: {
      build(build) {
        const defaults = build.pgAggregateSpecs ?? [];
        const kept = defaults.filter((spec) => keptAggregates.has(spec.id)).map(suitedToForecasts);
        build.pgAggregateSpecs = [...kept, shareOfTrue];
        return build;
      },
    },
  },
};
