/**
 * What one request may take. The limits are wide: they keep a careless query from taking the server or the database
 * down. They are no protection against clients that mean harm.
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
  /** Planning blocks the event loop, so it is cut off where no sensible query gets. */
  planningMilliseconds: 2_000,
  /** Layers of a plan: a list with a relation of its rows takes about a dozen, so this is ten such levels. */
  planningDepth: 150,
  /** Bytes of a request; the longest that the IDE sends has 2,000. */
  requestBytes: 100_000,
  /** Connections to the database; a request uses one per statement. */
  connections: 10,
  /** Beside them, once they are asked for: one for /readyz, one for /metrics. */
  probeConnections: 2,
  /** How long requests in flight may take to finish when the server closes. */
  closingMilliseconds: 5_000,
} as const;
