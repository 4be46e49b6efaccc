/** A connection is not what was asked for: the message says what was, and what the server says instead. */
export class SessionError extends Error {
  override name = 'SessionError';
}

/** The server or the database cannot be used, whoever asks. */
export class UnfitDatabaseError extends Error {
  override name = 'UnfitDatabaseError';
}
