/**
 * What one request may take. The API is read-only and the limits are wide: they are there so that a careless query, not
 * a hostile client, cannot take the server or the database down.
 */
export const limits = {
  /** Rows of a list when a query states no size. */
  defaultPageSize: 100,
  /** Rows of a list at most: beyond it, paging with a cursor costs less than the memory of one answer. */
  maximumPageSize: 10_000,
  /** One SQL statement. Cancelled by Postgres itself, so that an abandoned query does not go on there. */
  statementMilliseconds: 10_000,
  /** Statements of a request are started no later than this. */
  executionMilliseconds: 20_000,
  /** Planning blocks the event loop; the largest query the IDE sends takes about 100 ms. */
  planningMilliseconds: 2_000,
  /** Layers of a plan; a level of nested selections needs up to three, so this is about ten levels of relations. */
  planningDepth: 60,
  /** Bytes of a request: the introspection query has 2,000. */
  requestBytes: 100_000,
  /** Connections to the database; a request uses one per statement. */
  connections: 10,
  /** How long requests in flight may take to finish when the server closes. */
  closingMilliseconds: 5_000,
} as const;
