import { hasServer, rowsOf } from '../../api/ask.ts';
import { explained } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { Bars } from '../../charts/bars.tsx';
import { session } from '../../format/dates.ts';
import { decimalsOf, fixed, percent, significant } from '../../format/numbers.ts';
import { sentence, stated } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { isId, setQuery } from '../../parts/router.ts';
import { WhatIf } from './what_if.tsx';

const SAID_ELSEWHERE = new Set(['contribution', 'prediction']);

const six = (value: number | null): string => (value === null ? 'missing' : significant(value, 6));

/** Log-odds with so many decimals that the largest of them says something. */
function weighing(largest: number): (value: number | null) => string {
  const digits = decimalsOf(largest);
  return (value) => `${value !== null && Number(value.toFixed(digits)) > 0 ? '+' : ''}${fixed(value, digits)}`;
}

type Props = { readonly instrumentId: number; readonly predictionId: string; readonly isNewest: boolean };

/** One prediction: what spoke for and against it, in words and bars, and what would have changed it. */
export const Explanation = (props: Props) => (
  <section class="section" id="why">
    {isId(props.predictionId) ? <Reasons {...props} /> : <NoSuch id={props.predictionId} />}
  </section>
);

const NoSuch = ({ id }: { readonly id: string }) => (
  <Empty title={`This instrument has no prediction ${id}.`}>
    <NewestButton />
  </Empty>
);

const NewestButton = () => (
  <button type="button" onClick={() => setQuery({ prediction: undefined })}>
    Newest prediction
  </button>
);

function Reasons({ instrumentId, predictionId, isNewest }: Props) {
  const asked = useQuery(explained, { predictionId }, 15_000);
  return (
    <Answer asked={asked} what="explanation">
      {({ mlPrediction: prediction, explainPrediction, predictionContributions, contributionRanges }) => {
        if (prediction?.instrumentId !== instrumentId) return <NoSuch id={predictionId} />;
        const contributions = rowsOf(predictionContributions);
        const weight = weighing(Math.max(0, ...contributions.map(({ contribution }) => Math.abs(contribution ?? 0))));
        return (
          <>
            <div class="section-head">
              <h2>
                Why {percent(prediction.predictionProbability)} after {session(prediction.predictionDate)}
              </h2>
              {!isNewest && <NewestButton />}
            </div>
            <div class="columns">
              <div>
                {contributions.length === 0 ? (
                  <Empty title="What contributed to this prediction is not stored." />
                ) : (
                  <Bars
                    title="What weighs most"
                    note="In log-odds of a higher close: to the right for it, to the left against it."
                    rows={contributions}
                    name={({ feature }) => feature}
                    value={({ contribution }) => contribution ?? 0}
                    text={({ contribution }) => weight(contribution)}
                    spoken={({ feature, value, contribution, meaning }) =>
                      `${feature} = ${six(value)}: ${weight(contribution)}. ${meaning ?? ''}`
                    }
                    columns={[
                      { key: 'feature', title: 'Feature', cell: ({ feature }) => feature },
                      { key: 'value', title: 'Value', number: true, cell: ({ value }) => six(value) },
                      {
                        key: 'weight',
                        title: 'Log-odds',
                        number: true,
                        cell: ({ contribution }) => weight(contribution),
                      },
                      { key: 'meaning', title: 'Meaning', cell: ({ meaning }) => meaning },
                    ]}
                  />
                )}
                {contributions.length > 0 && hasServer() && (
                  <WhatIf
                    predictionId={predictionId}
                    contributions={contributions}
                    ranges={rowsOf(contributionRanges)}
                  />
                )}
              </div>
              <dl class="sentences">
                {rowsOf(explainPrediction)
                  .filter(({ topic }) => !SAID_ELSEWHERE.has(topic ?? ''))
                  .map(({ position, topic, explanation }) => (
                    <div key={position}>
                      <dt>{sentence(topic ?? '')}</dt>
                      <dd>{stated(explanation ?? '')}</dd>
                    </div>
                  ))}
              </dl>
            </div>
          </>
        );
      }}
    </Answer>
  );
}
