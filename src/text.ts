/** `session` for one, `sessions` for any other number of them. */
export const noun = (count: number, singular: string, plural = `${singular}s`): string =>
  count === 1 ? singular : plural;

/** `1 session`, `5105 sessions`, `0 sessions`. */
export const counted = (count: number, singular: string, plural?: string): string =>
  `${count} ${noun(count, singular, plural)}`;
