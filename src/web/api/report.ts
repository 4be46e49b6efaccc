/** What a report has in it: an instrument, and the answers to all that its view asks. */
export type Report = {
  readonly instrumentId: number;
  readonly symbol: string;
  /** When the answers were read, as an ISO time stamp. */
  readonly readAt: string;
  /** The release of pgaugur that wrote it. */
  readonly release: string;
  /** Data of each answer by its key. */
  readonly answers: Readonly<Record<string, unknown>>;
};

/** The element that holds it, as JSON. */
export const REPORT_ELEMENT = 'report';
