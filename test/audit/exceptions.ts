/** An advisory that is known and borne with. */
export type Exception = {
  /** The last part of its address: GHSA-…. */
  readonly advisory: string;
  /** The package that it is about. */
  readonly package: string;
  /** Why nobody who runs pgaugur can be harmed by it. */
  readonly reason: string;
  /** The last day on which that is taken for granted, as 2026-12-31. Then somebody looks again. */
  readonly until: string;
};

/** Every advisory about what pgaugur depends on that does not fail the audit. None is. */
export const EXCEPTIONS: readonly Exception[] = [];
