/**
 * What requests may take. They are counted over a whole request, before it is planned, so that neither a careless query
 * nor one that means harm takes the server or the database down. Each has a message that names it.
 */
export const limits = {
  /** Rows of a list when a query states no size. */
  defaultPageSize: 100,
  /** Rows of a list at most: beyond it, paging with a cursor costs less than the memory of one answer. */
  maximumPageSize: 10_000,
  /** Rows over all levels of a request: pages within pages count as often as they are read. */
  rows: 20_000,
  /** Values in these rows; a list or JSON in a column counts as many. */
  values: 500_000,
  /** Words and signs of a document, and what it comes to once its fragments stand where they are spread. */
  documentTokens: 5_000,
  fields: 500,
  aliases: 100,
  /** Levels of fields: a list with a relation of its rows takes three, introspection thirteen. */
  depth: 45,
  /** Brackets within each other in a document, and lists and objects in a variable; what goes through them has a stack. */
  nesting: 200,
  /** Wildcards in a pattern of a filter: what they match is tried again for each. */
  wildcards: 10,
  /** Objects in the arguments of a request, as those of a filter. */
  inputObjects: 200,
  /** Errors that are looked for in a document. */
  validationErrors: 20,
  /** Documents that are remembered as read, and the characters in all of them. */
  rememberedDocuments: 500,
  rememberedDocumentBytes: 1_000_000,
  /** Statements that are remembered of a step of a plan, and the characters of the variables that tell them apart. */
  builtQueries: { perStep: 20, keyCharacters: 2_000 },
  /** One SQL statement. Cancelled by Postgres itself, so that an abandoned query does not go on there. */
  statementMilliseconds: 10_000,
  /** Statements of a request are started no later than this. */
  executionMilliseconds: 20_000,
  /**
   * Planning a document blocks a thread. What the limits above leave takes less than half of this; it is time of the
   * processor, so that what else a machine does takes nothing of it.
   */
  planningMilliseconds: 500,
  /** Planning looks at the time between fields; a thread that does not come to it is ended so much later. */
  planningGraceMilliseconds: 1_000,
  /** Layers of a plan: a list with a relation of its rows takes about a dozen, so this is ten such levels. */
  planningDepth: 150,
  /** Bytes of a request; the longest that the IDE sends has 2,000. */
  requestBytes: 100_000,
  /** What Postgres answers to a small request, and to one statement of a large one. */
  smallAnswerBytes: 8_000_000,
  largeAnswerBytes: 20_000_000,
  /** What it has answered to all small requests that are worked on; those below a megabyte are answered all the same. */
  heldBytes: 100_000_000,
  /** What a websocket is sent in one message: made there as an object, and not as text. */
  messageBytes: 2_000_000,
  /** What a small request asks for at most; large ones are answered by a thread of their own. */
  small: { rows: 1_000, values: 25_000, fields: 120 },
  /** What a subscription may read at most for each of its messages. */
  subscription: { rows: 3_000, values: 50_000 },
  /** The thread that answers small requests plans new ones for no longer than this; those for which no time is left are planned elsewhere. */
  planning: { millisecondsPerSecond: 300, millisecondsAtOnce: 3_000 },
  /** Plans of a document that the thread of small requests makes: what is skipped by a variable makes another one. */
  plansOfDocument: 8,
  /** Large requests that are answered at the same time, that wait, and how long they do. */
  large: { atOnce: 3, waiting: 100, waitingMilliseconds: 20_000 },
  /** Memory of the thread that answers them. */
  largeMegabytes: 768,
  /** Connections to the database; a request uses one per statement. */
  connections: 10,
  /** Beside them, for statements that were given a little time and did not end in it. */
  patientConnections: 4,
  /** That time, and how many statements may try at once of which nothing is known, or nothing good. */
  quickMilliseconds: 500,
  untriedStatements: 3,
  /** How long a request waits for a database that gives it no connection: it has none left, or starts. */
  connectingMilliseconds: 2_000,
  /** Beside them, once a large request was asked: those of its thread. */
  largeConnections: 3,
  /** Beside them, once they are asked for: one for /readyz, one for /metrics. */
  probeConnections: 2,
  /** Beside them, while anybody is subscribed: one that listens to what changes. */
  listeningConnections: 1,
  /** Websockets at the same time: a browser tab has one. */
  websockets: 200,
  /** Subscriptions and queries of a websocket at the same time. */
  operationsPerWebsocket: 20,
  /**
   * What clients have not read yet, all together: beyond it those are cut off that let the most wait, for longer than this.
   * Whoever reads nothing at all is cut off after the second time.
   */
  unread: { bytes: 200_000_000, milliseconds: 5_000, silenceMilliseconds: 60_000 },
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
  /**
   * How long a connection between two requests is kept. Whoever lets connections wait for the next request, as proxies do,
   * must be the one to end them: one that is ended here as a request arrives on it fails that request. Of what is often
   * in front of a server Envoy keeps them longest, for an hour; Cloudflare 900 s, Google's load balancers 600 s, Caddy
   * 120 s, nginx and Amazon's 60 s.
   */
  idleMilliseconds: 3_660_000,
  /** A connection of which nothing was heard for so long is asked by the system whether its other end is there. */
  lifeSignMilliseconds: 60_000,
  /** How long requests in flight may take to finish when the server closes: as long as any may, and less than 45 s. */
  closingMilliseconds: 25_000,
} as const;

/** How an HTTP server of ours keeps its connections. */
export const CONNECTIONS = {
  keepAliveTimeout: limits.idleMilliseconds,
  keepAlive: true,
  keepAliveInitialDelay: limits.lifeSignMilliseconds,
} as const;
