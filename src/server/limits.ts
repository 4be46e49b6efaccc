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
  /** Beside them, while anybody is subscribed: one that listens to what changes. */
  listeningConnections: 1,
  /** Websockets at the same time: a browser tab has one. */
  websockets: 200,
  /** Subscriptions and queries of a websocket at the same time. */
  operationsPerWebsocket: 20,
  /** A websocket that has so much to read before the next message is closed. */
  unreadBytes: 1_000_000,
  /** A websocket that does not answer a ping for so long is closed. */
  websocketSilenceMilliseconds: 12_000,
  /** Rows that one message of a subscription names; where more have changed it says "read again". */
  namedRows: 100,
  /** Messages of a subscription are no closer than this: what changes in between is one message. */
  paceMilliseconds: 100,
  /** The connection that listens is asked this often whether it still does. */
  keepAliveMilliseconds: 10_000,
  /** How long it may take to connect, and to answer that. */
  listenerPatienceMilliseconds: 5_000,
  /** How long requests in flight may take to finish when the server closes. */
  closingMilliseconds: 5_000,
} as const;
