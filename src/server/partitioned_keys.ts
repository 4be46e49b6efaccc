import type {} from 'postgraphile';

/** The columns of an instrument in the tables that `pgaugur partition` knows. */
const INSTRUMENTS: ReadonlySet<string> = new Set(['instrument_id', 'stock_id', 'index_id']);

/**
 * A partitioned table has the instrument in its primary key, because Postgres wants the partition's column there. The id
 * alone tells rows apart all the same: it comes from one sequence. So rows are addressed by it, and the API is the same
 * whether tables are partitioned or not.
 */
export const partitionedKeysPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurPartitionedKeysPlugin',
  description: 'Rows of partitioned tables are addressed by their id',
  version: '1.0.0',
  before: ['PgFakeConstraintsPlugin'],
  gather: {
    hooks: {
      pgIntrospection_introspection(_info, { introspection }) {
        for (const constraint of introspection.constraints) {
          const table = constraint.getClass();
          if (constraint.contype !== 'p' || table?.relkind !== 'p') continue;
          // Not by the constraint's own method, which remembers its answer.
          const columns = table.getAttributes();
          const [id, instrument, ...others] = (constraint.conkey ?? []).map((key) =>
            columns.find(({ attnum }) => attnum === key),
          );
          if (id?.attname !== 'id' || !instrument || !INSTRUMENTS.has(instrument.attname) || others.length > 0)
            continue;
          constraint.conkey = [id.attnum];
        }
      },
    },
  },
};
