import { rowsOf } from '../../api/ask.ts';
import { type Model, model, trials } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { Bars } from '../../charts/bars.tsx';
import { shortSession } from '../../format/dates.ts';
import { record } from '../../format/json.ts';
import { type Confusion, metricsOf } from '../../format/metrics.ts';
import { count, counted, duration, fixed, percent } from '../../format/numbers.ts';
import { spaced, stated } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime } from '../../parts/clock.ts';
import { DataTable } from '../../parts/data_table.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { RecordTable } from '../../parts/record_table.tsx';
import { useTitle } from '../../parts/title.ts';
import { Comparison } from './comparison.tsx';
import { Curves } from './curves.tsx';
import { ModelActions } from './model_actions.tsx';

type Found = NonNullable<Model['mlModel']>;

/** The card of one model. */
export function ModelView({ id }: { readonly id: string }) {
  const asked = useQuery(model, { id }, 30_000);
  return (
    <Answer asked={asked} what="model">
      {({ mlModel, testCurve, featureImportance }) =>
        mlModel ? (
          <>
            <Card found={mlModel} />
            <section class="section">
              <h2>On the test range</h2>
              <Curves
                curve={rowsOf(testCurve).map(known)}
                reliability={mlModel.reliability}
                baseRate={baseRateOf(mlModel.metrics)}
              />
            </section>
            <section class="section">
              <h2>What it decides by</h2>
              <div class="columns">
                {rowsOf(featureImportance).length === 0 ? (
                  <Empty title="Its importances are not stored." />
                ) : (
                  <Bars
                    title="Importance"
                    note="Share of the model's gain that splits by a feature brought; the strongest 25."
                    rows={rowsOf(featureImportance)}
                    name={({ feature }) => feature}
                    value={({ share }) => share ?? 0}
                    text={({ share }) => percent(share)}
                    spoken={({ feature, share, meaning }) => `${feature}: ${percent(share)}. ${meaning ?? ''}`}
                    columns={[
                      { key: 'feature', title: 'Feature', cell: ({ feature }) => feature },
                      { key: 'share', title: 'Share', number: true, cell: ({ share }) => percent(share) },
                      { key: 'meaning', title: 'Meaning', cell: ({ meaning }) => meaning },
                    ]}
                  />
                )}
                {mlModel.pipelineRunId !== null && <Trials runId={mlModel.pipelineRunId} />}
              </div>
            </section>
            <Comparison found={mlModel} />
          </>
        ) : (
          <Empty title={`There is no model ${id}.`}>
            <p>
              <a href="/models">Models in use</a>
            </p>
          </Empty>
        )
      }
    </Answer>
  );
}

type CurveRow = NonNullable<NonNullable<Model['testCurve']>['nodes'][number]>;

const known = (row: CurveRow): Confusion => ({
  threshold: row.threshold ?? 0,
  truePositives: row.truePositives ?? 0,
  falsePositives: row.falsePositives ?? 0,
  trueNegatives: row.trueNegatives ?? 0,
  falseNegatives: row.falseNegatives ?? 0,
});

function baseRateOf(metrics: unknown): number | null {
  const { baseRate } = record(metrics);
  return typeof baseRate === 'number' ? baseRate : null;
}

function Card({ found }: { readonly found: Found }) {
  const {
    instrument,
    instrumentId,
    modelName,
    modelVersion,
    metrics,
    signalling,
    gatePassed,
    gateReason,
    placeReason,
    modelCardInFull: full,
    worth,
  } = found;
  useTitle(`${instrument?.symbol ?? ''} ${modelVersion}`);
  const parameters = Object.entries(record(found.hyperparameters));
  return (
    <>
      <p class="lead">
        {modelName} of <a href={`/instruments/${instrumentId}`}>{instrument?.symbol}</a>: {spaced(found.modelType)},{' '}
        {found.scope === 'pooled' ? 'learned from a pool' : 'its own'},{' '}
        {found.isProduction ? 'in production' : found.status}.
      </p>
      <ModelActions found={found} />
      <dl class="figures">
        {metricsOf(metrics).map(({ key, name, value, interval }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>
              {value} {interval !== '–' && <span class="faint">{interval}</span>}
            </dd>
          </div>
        ))}
        <div>
          <dt>p-value against no skill</dt>
          <dd>{fixed(found.pValue, 3)}</dd>
        </div>
      </dl>
      <dl class="sentences card">
        <div>
          <dt>Gate</dt>
          <dd>
            {gateReason
              ? `${stated(gateReason)}`
              : gatePassed === null
                ? 'Not asked yet.'
                : gatePassed
                  ? 'Passed.'
                  : 'Not passed.'}
          </dd>
        </div>
        {(worth?.worth || worth?.whyNotCorrected) && (
          <div>
            <dt>What it is worth</dt>
            <dd>
              {worth.worth && `${stated(worth.worth)} `}
              {worth.whyNotCorrected && `Its ROC-AUC is not corrected: ${worth.whyNotCorrected}.`}
            </dd>
          </div>
        )}
        {full?.besideRules && (
          <div>
            <dt>Beside rules that need no model</dt>
            <dd>{stated(full.besideRules)}</dd>
          </div>
        )}
        <div>
          <dt>Signals</dt>
          <dd>
            {signalling?.signals ? (
              <span class="yes">It may say BUY and SELL.</span>
            ) : (
              <Reasons text={signalling?.whyNot ?? null} />
            )}
          </dd>
        </div>
        {placeReason && (
          <div>
            <dt>Its place</dt>
            <dd>{stated(placeReason)}</dd>
          </div>
        )}
        <div>
          <dt>Learned from</dt>
          <dd>
            {shortSession(found.trainingStartDate)} to {shortSession(found.trainingEndDate)}:{' '}
            {counted(found.trainingRecords, 'session')}, tested on {counted(found.testRecords, 'session')} up to{' '}
            {shortSession(found.dataEndDate)}; {counted(found.featureCount, 'feature')}.
          </dd>
        </div>
        <div>
          <dt>Trained</dt>
          <dd>
            {localTime(found.trainedAt)}, {found.engine ?? 'engine not known'} on {found.device ?? 'a host not known'}
            {found.trainingDurationSeconds !== null && `, in ${duration(found.trainingDurationSeconds)}`}.
            {found.pipelineRunId !== null && (
              <>
                {' '}
                <a href={`/runs/${found.pipelineRunId}`}>Its run</a>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Parameters</dt>
          <dd>{parameters.map(([name, value]) => `${name} ${String(value)}`).join(', ') || '–'}</dd>
        </div>
      </dl>
      <Record found={found} />
    </>
  );
}

/** What live predictions kept of what the test promised. */
function Record({ found }: { readonly found: Found }) {
  const windows = rowsOf(found.trackRecord);
  return (
    <section class="section">
      <h2>Live record</h2>
      {windows.length === 0 ? (
        <Empty title="No live prediction of this model has had its seventh session yet." />
      ) : (
        <RecordTable promises windows={windows} />
      )}
    </section>
  );
}

/** Every configuration that was tried. */
function Trials({ runId }: { readonly runId: string }) {
  const asked = useQuery(trials, { runId }, 60_000);
  return (
    <Answer asked={asked} what="trials">
      {({ mlTrials }) => {
        const rows = rowsOf(mlTrials);
        if (rows.length === 0) return <Empty title="Its trials are not stored." />;
        return (
          <div>
            <h3 class="table-title">{counted(rows.length, 'configuration')} tried</h3>
            <DataTable
              scrolls
              caption="Configurations that were tried"
              rows={rows}
              keyOf={({ trial }) => trial}
              rowClass={({ isChosen }) => (isChosen ? 'chosen' : undefined)}
              columns={[
                {
                  key: 'trial',
                  title: 'Trial',
                  cell: ({ trial, isChosen }) => `${trial}${isChosen ? ', chosen' : ''}`,
                },
                { key: 'auc', title: 'AUC', number: true, cell: ({ validationRocAuc }) => fixed(validationRocAuc, 3) },
                {
                  key: 'loss',
                  title: 'Log-loss',
                  number: true,
                  cell: ({ validationLogLoss }) => fixed(validationLogLoss, 4),
                },
                { key: 'rounds', title: 'Rounds', number: true, cell: ({ rounds }) => count(rounds) },
                {
                  key: 'parameters',
                  title: 'Parameters',
                  cell: ({ parameters }) =>
                    Object.entries(record(parameters))
                      .map(([name, value]) => `${name} ${String(value)}`)
                      .join(', '),
                },
              ]}
            />
          </div>
        );
      }}
    </Answer>
  );
}
