import { ask } from '../../api/ask.ts';
import { addRules, changeRules, instrumentRules } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { Answer } from '../../parts/answer.tsx';
import { RuleTable } from './rule_table.tsx';

type Props = { readonly id: number; readonly symbol: string };

/** The policy of one instrument: its own rules over the defaults. */
export function InstrumentRules({ id, symbol }: Props) {
  const asked = useQuery(instrumentRules, { id }, 15_000);
  return (
    <section class="section">
      <h2>Rules</h2>
      <Answer asked={asked} what="rules">
        {({ baseInstrument, mlPipelinePolicy: own }) =>
          baseInstrument?.pipelinePolicy ? (
            <details class="try">
              <summary>What it is trained and judged by</summary>
              <RuleTable
                caption={`Rules of ${symbol}`}
                whose={symbol}
                rules={baseInstrument.pipelinePolicy}
                own={own ?? {}}
                onChange={({ key }, value) =>
                  own
                    ? ask(changeRules, { id, patch: { [key]: value } })
                    : ask(addRules, { rules: { instrumentId: id, [key]: value } })
                }
              />
            </details>
          ) : null
        }
      </Answer>
    </section>
  );
}
