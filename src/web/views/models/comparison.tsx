import { rowsOf } from '../../api/ask.ts';
import { type Compare, compare, type Model } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { shortSession } from '../../format/dates.ts';
import { type Metric, metricNames, metricsOf } from '../../format/metrics.ts';
import { counted, fixed } from '../../format/numbers.ts';
import { stated } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { TableFrame } from '../../parts/table_frame.tsx';

type Found = NonNullable<Model['mlModel']>;

/** This model beside another of its instrument: champion and challenger. */
export function Comparison({ found }: { readonly found: Found }) {
  const others = rowsOf(found.instrument?.mlModels).filter(({ id }) => id !== found.id);
  const asked = place.value.query.get('beside');
  const chosen = asked ? others.find(({ id }) => id === asked) : (others.find((one) => one.isProduction) ?? others[0]);
  return (
    <section class="section">
      <div class="section-head">
        <h2>Beside another model</h2>
        {others.length > 1 && (
          <select
            aria-label="The other model"
            value={chosen?.id}
            onChange={(event) => setQuery({ beside: event.currentTarget.value })}
          >
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {one.modelVersion}, {one.isProduction ? 'production' : one.status}
              </option>
            ))}
          </select>
        )}
      </div>
      {chosen ? (
        <Beside key={chosen.id} a={chosen.id} b={found.id} />
      ) : asked ? (
        <Empty title={`Its instrument has no other model ${asked}.`}>
          <button type="button" onClick={() => setQuery({ beside: undefined })}>
            Show the one in use
          </button>
        </Empty>
      ) : (
        <Empty title="It is the only model of its instrument." />
      )}
    </section>
  );
}

function Beside({ a, b }: { readonly a: string; readonly b: string }) {
  const asked = useQuery(compare, { a, b }, 60_000);
  return (
    <Answer asked={asked} what="comparison">
      {({ a: one, b: other, compareModels }) => (
        <>
          {compareModels?.explanation && <p class="lead">{stated(compareModels.explanation)}</p>}
          <SideBySide one={one} other={other} common={compareModels} />
        </>
      )}
    </Answer>
  );
}

type Side = Compare['a'];

type SideBySideProps = { readonly one: Side; readonly other: Side; readonly common: Compare['compareModels'] };
type Line = readonly [name: string, one: string, other: string];

/** On sessions that neither has learned from, which both have predicted: there alone the two can be compared. */
function commonLines(common: Compare['compareModels']): readonly Line[] {
  if (!common?.sessions) return [];
  const where = `on ${counted(common.sessions, 'session')} in common`;
  return [
    [`Log-loss ${where}`, fixed(common.logLossA, 4), fixed(common.logLossB, 4)],
    [`ROC-AUC ${where}`, fixed(common.rocAucA, 3), fixed(common.rocAucB, 3)],
    [`Corrected ROC-AUC ${where}`, fixed(common.rocAucCorrectedA, 3), fixed(common.rocAucCorrectedB, 3)],
  ];
}

function SideBySide({ one, other, common }: SideBySideProps) {
  const [left, right] = [metricsOf(one?.metrics), metricsOf(other?.metrics)];
  const named = (side: Side) => (side ? `${side.modelName}, ${side.isProduction ? 'production' : side.status}` : '–');
  const lines: readonly Line[] = [
    ['Trained up to', shortSession(one?.trainingEndDate), shortSession(other?.trainingEndDate)],
    ['Gate', gateOf(one), gateOf(other)],
    ...commonLines(common),
    ...metricNames.flatMap(([key, name]): Line[] => {
      const [a, b] = [left, right].map((metrics) => metrics.find((metric) => metric.key === key));
      return a || b ? [[name, withInterval(a), withInterval(b)]] : [];
    }),
  ];
  return (
    <TableFrame caption={CAPTION}>
      <table>
        <caption class="unseen">{CAPTION}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col" class="number">
              {named(one)}
            </th>
            <th scope="col" class="number">
              {named(other)}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, a, b]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{a}</td>
              <td class="number">{b}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const CAPTION = 'Two models side by side, metrics each on its own test range';

const withInterval = (metric: Metric | undefined): string =>
  metric === undefined ? '–' : metric.interval === '–' ? metric.value : `${metric.value} (${metric.interval})`;

const gateOf = (side: Side): string =>
  side?.gatePassed ? 'passed' : side?.gatePassed === false ? 'not passed' : 'not asked';
