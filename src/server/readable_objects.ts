import type {} from 'postgraphile';
import { TYPES } from 'postgraphile/@dataplan/pg';

const POLYMORPHIC = /^any(compatible)?(element|array|nonarray|enum|range|multirange)?$/;

/**
 * What the role cannot read does not exist in the API. PostGraphile leaves out tables and functions without a grant by
 * itself; this also leaves out the relations that lead to such tables, and reads column types that PostGraphile does
 * not know (of internal tables here, of a user's own tables in an adopted schema) as text instead of warning of them. So
 * it warns of functions that return what they are given, whose type nobody knows before they are called: they are left out.
 */
export const readableObjectsPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurReadableObjectsPlugin',
  description: 'Hides relations to tables the role cannot read',
  version: '1.0.0',
  after: ['PgCodecsPlugin'],
  gather: {
    hooks: {
      pgIntrospection_introspection(_info, { introspection }) {
        const { procs } = introspection;
        const typed = procs.filter((proc) => !POLYMORPHIC.test(proc.getReturnType()?.typname ?? ''));
        // In place: those that are told of each function have the list already.
        procs.splice(0, procs.length, ...typed);
      },
      pgCodecs_findPgCodec(_info, event) {
        const isBaseType = event.pgType.typtype === 'b' && event.pgType.typelem === '0';
        if (event.pgCodec === null && isBaseType) event.pgCodec = TYPES.text;
      },
    },
  },
  schema: {
    entityBehavior: {
      pgCodecRelation: {
        override(behavior, relation) {
          return relation.remoteResource.extensions?.canSelect === false ? [behavior, '-*'] : behavior;
        },
      },
    },
  },
};
