import { shortSession } from '../../format/dates.ts';

/** A moment for whoever reads it, wherever that is: 28 Nov 2026, 17:22 UTC. */
export const stamp = (iso: string): string => `${shortSession(iso)}, ${iso.slice(11, 16)} UTC`;
