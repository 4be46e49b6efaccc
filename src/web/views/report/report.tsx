import { useEffect } from 'preact/hooks';
import type { Report } from '../../api/report.ts';
import { InstrumentView } from '../instrument/instrument.tsx';
import { beforePaper } from './paper.ts';
import { stamp } from './stamp.ts';

/** An instrument as it was when the report was written, to be kept, sent and printed. */
export function ReportView({ report }: { readonly report: Report }) {
  const { instrumentId, symbol, readAt, release } = report;
  useEffect(beforePaper, []);
  return (
    <>
      <header class="top">
        <span class="brand">pgaugur</span>
        <p class="report-stamp">
          Report of <time dateTime={readAt}>{stamp(readAt)}</time>
        </p>
      </header>
      <main id="main">
        <h1>{symbol}</h1>
        <InstrumentView id={instrumentId} />
      </main>
      <footer>
        <p>
          Forecasts by models that may be wrong. This is no investment advice. Intervals are those of 95&nbsp;%;
          sessions are days of the instrument's exchange. What is here was read at the time above, and does not change.
        </p>
        <p>pgaugur {release}</p>
      </footer>
    </>
  );
}
