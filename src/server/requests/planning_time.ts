import 'postgraphile';
import { SafeError } from 'postgraphile/grafast';
import type { DocumentNode } from 'postgraphile/graphql';

/**
 * Processor time of this thread, in milliseconds: what else a machine does is not counted. Of the whole process where Node
 * does not know that of a thread (before 22).
 */
export function processorMilliseconds(): number {
  const { user, system } = typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : process.cpuUsage();
  return (user + system) / 1000;
}

/** Plans that were given up. A document is read again when it is asked for again, for a plan is remembered with it. */
export type Abandoned = { has(document: DocumentNode): boolean };

export type PlanningTime = {
  readonly abandoned: Abandoned;
  readonly plugin: GraphileConfig.Plugin;
};

/**
 * Ends planning that takes longer. It is one call that nothing interrupts, so each field looks at the time before it is
 * planned; when it is up, no further one is.
 * @param tooLong what a client is told
 */
export function limitPlanning(limit: { readonly milliseconds: number }, tooLong: string): PlanningTime {
  const abandoned = new WeakSet<DocumentNode>();
  let end = Number.POSITIVE_INFINITY;
  const isOver = (): boolean => end < Number.POSITIVE_INFINITY && processorMilliseconds() > end;
  const plugin: GraphileConfig.Plugin = {
    name: 'PgaugurPlanningTimePlugin',
    description: 'Ends planning that takes too long',
    version: '1.0.0',
    grafast: {
      middleware: {
        establishOperationPlan(next, { args }) {
          end = processorMilliseconds() + limit.milliseconds;
          try {
            const plan = next();
            if (!isOver()) return plan;
            abandoned.add(args.document);
            throw new SafeError(tooLong);
          } finally {
            end = Number.POSITIVE_INFINITY;
          }
        },
      },
    },
    schema: {
      hooks: {
        GraphQLObjectType_fields_field(field) {
          const { plan } = field;
          if (!plan) return field;
          return {
            ...field,
            plan($parent, fieldArgs, info) {
              if (isOver()) throw new SafeError(tooLong);
              return plan($parent, fieldArgs, info);
            },
          };
        },
      },
    },
  };
  return { abandoned, plugin };
}
