import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import { severityOfShare } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, sentence } from '../text.ts';

/** About a year. A price that leaves its range comes to other closes, and years of coarse ones would hide behind them. */
const SHORTEST_BLOCK = 250;

/**
 * Closes that take few values: prices rounded more coarsely than they move, such as 8.5e-6 with six decimals. What models
 * learn from them is the rounding. Counted in equal blocks of a year or more, of which each should have a different close for one
 * session in ten at least; a stock of 2 dollars in cents has more. Penalty: what is missing of them, as a share.
 */
export function checkResolution({ dates, close }: Bars, { minimumDistinctShare }: QualityRules): Finding {
  const coarse: string[] = [];
  let missing = 0;
  let least = close.length === 0 ? 0 : 1;
  const blocks = Math.max(1, Math.floor(close.length / SHORTEST_BLOCK));
  for (let block = 0; block < blocks && close.length > 0; block++) {
    const from = Math.round((block * close.length) / blocks);
    const to = Math.round(((block + 1) * close.length) / blocks);
    const distinct = new Set(close.subarray(from, to)).size;
    const share = distinct / (to - from);
    least = Math.min(least, share);
    if (share >= minimumDistinctShare) continue;
    coarse.push(`${dates[from]} → ${dates[to - 1]} (${distinct} in ${to - from} sessions)`);
    missing += (to - from) * (1 - share / minimumDistinctShare);
  }
  const penalty = missing === 0 ? 0 : missing / close.length;
  return {
    penalty,
    metric: {
      name: 'distinct_close_share',
      value: least,
      isValid: coarse.length === 0,
      severity: severityOfShare(penalty),
      threshold: minimumDistinctShare,
      description:
        coarse.length === 0
          ? sentence(`closes are told apart: ${count(new Set(close).size, 'different one')}`)
          : sentence('few different closes, as if rounded', coarse),
    },
  };
}
