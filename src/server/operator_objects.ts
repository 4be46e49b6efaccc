import type {} from 'postgraphile';

const OPERATOR = 'pgaugur_operator';

/** A right of the operator's, as the object's file grants it. */
type Right = 'execute' | 'insert' | 'update' | 'delete';
type Grants = { getACL(): readonly ({ readonly role: string } & Readonly<Partial<Record<Right, boolean>>>)[] };

const isHidden = ({ description }: { readonly description: string | null }): boolean =>
  description?.startsWith('@behavior -*\n') === true;

const operatorMay = (entity: Grants, right: Right): boolean =>
  entity.getACL().some((grant) => grant.role === OPERATOR && grant[right] === true);

/**
 * What changes something is in the API by the rights of operators, and what is read by those of readers: functions that
 * are volatile are mutations, and tables whose comment says so (`@behavior +insert`) are written as they are. Rights are
 * read from the catalog, so that the API is the same whoever the server logs in as.
 */
export const operatorObjectsPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurOperatorObjectsPlugin',
  description: 'Mutations by the rights of operators',
  version: '1.0.0',
  after: ['PgRBACPlugin'],
  gather: {
    hooks: {
      pgIntrospection_introspection(_info, { introspection }) {
        // PostGraphile leaves out functions of one name. Of these, one that is hidden is no other.
        const hidden = new Set(introspection.descriptions.filter(isHidden).map(({ objoid }) => objoid));
        introspection.procs = introspection.procs.filter(({ _id }) => !hidden.has(_id));
      },
      pgProcedures_PgResourceOptions(_info, { pgProc, resourceOptions }) {
        if (pgProc.provolatile !== 'v') return;
        resourceOptions.extensions = { ...resourceOptions.extensions, canExecute: operatorMay(pgProc, 'execute') };
      },
      pgTables_PgResourceOptions(_info, { pgClass, resourceOptions }) {
        resourceOptions.extensions = {
          ...resourceOptions.extensions,
          canInsert: operatorMay(pgClass, 'insert'),
          canUpdate: operatorMay(pgClass, 'update'),
          canDelete: operatorMay(pgClass, 'delete'),
        };
      },
      pgCodecs_attribute(_info, { pgAttribute, attribute }) {
        const table = pgAttribute.getClass();
        if (!table || table.relkind === 'c') return;
        attribute.extensions = {
          ...attribute.extensions,
          canInsert: operatorMay(table, 'insert'),
          canUpdate: operatorMay(table, 'update'),
        };
      },
    },
  },
};
