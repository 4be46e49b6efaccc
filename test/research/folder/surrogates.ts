import { familyNamed, readingFamily } from '../../../src/backends/index.ts';
import { engineerFeatures, type MarketContext, mirroredHistories } from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { TRIVIAL_RULES } from '../../../src/learn/judging/trivial_rules.ts';
import { column, createMatrix, type Matrix } from '../../../src/matrix.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { createRandom } from '../../../src/random.ts';
import { featuresNamed } from './columns.ts';
import type { Series } from './read_folder.ts';

/** A trained model. */
export type Member = {
  readonly artifact: Uint8Array;
  readonly columns: readonly string[];
  /** Trees, unless named. */
  readonly family?: string;
  /** What its log-odds are divided by; 1 unless told. */
  readonly unit?: number;
};

/** The mean of the log-odds of members, by their positions. */
export type Mixture = readonly number[];

export type SurrogateTask = {
  readonly series: Series;
  /** Names the members: those of the task before are kept for as long as it is the same. */
  readonly key: string;
  readonly members: readonly Member[];
  readonly mixtures: readonly Mixture[];
  /** Positions of the judged sessions, ascending, and from where on histories are mirrored. */
  readonly sessions: Int32Array;
  readonly from: string;
  /** Days that coins are thrown for. */
  readonly coins: readonly string[];
  readonly worlds: readonly number[];
  readonly seed: number;
};

/**
 * What the rules and the mixtures reach on mirrored histories of one instrument: areas under the curve, world after world,
 * first the rules, then the mixtures. Models stay as they are; features are computed again for the judged sessions.
 */
export async function surrogateAucs(task: SurrogateTask, context: MarketContext): Promise<Float64Array[]> {
  const { series, key, members, mixtures, sessions, from, coins, worlds, seed } = task;
  const { bars } = series;
  const models = await openedOnce(key, members);
  const end = sessions[sessions.length - 1];
  const first = Math.max(0, sessions[0] - Math.max(0, ...models.map(({ lookback }) => lookback)));
  const last = bars.dates[end + HORIZON_SESSIONS];
  const draw = mirroredHistories({ bars, context, holidays: new Set() }, from, last, coins);
  const names = [...new Set(models.flatMap(({ used }) => used))];
  const features = featuresNamed(names);
  return worlds.map((world) => {
    const history = draw(createRandom(seed, world));
    const { close } = history.bars;
    const labels = Uint8Array.from(sessions, (t) => (close[t + HORIZON_SESSIONS] > close[t] ? 1 : 0));
    const rules = TRIVIAL_RULES.map(({ score }) =>
      rocAuc(
        labels,
        Float64Array.from(sessions, (t) => score(close, t)),
      ),
    );
    if (mixtures.length === 0) return Float64Array.from(rules);
    const values = engineerFeatures(history.bars, { context: history.context, features, from: first });
    const logOdds = models.map(({ columns, lookback, say }) => {
      // What looks back is told of all sessions, one after the other.
      const earliest = sessions[0] - Math.min(lookback, sessions[0] - first);
      const told = lookback === 0 ? sessions : Int32Array.from({ length: end + 1 - earliest }, (_, i) => earliest + i);
      const matrix = createMatrix(told.length, columns.length);
      columns.forEach((name, j) => {
        const at = names.indexOf(name);
        // What no split or weight looks at stays missing.
        if (at < 0) return;
        const [own, to] = [column(values, at), column(matrix, j)];
        for (let i = 0; i < told.length; i++) to[i] = Math.fround(own[told[i] - first]);
      });
      const said = say(matrix);
      return lookback === 0 ? said : Float64Array.from(sessions, (t) => said[t - earliest]);
    });
    return Float64Array.from([
      ...rules,
      ...mixtures.map((mixture) =>
        rocAuc(
          labels,
          meanOf(
            mixture.map((i) => logOdds[i]),
            sessions.length,
          ),
        ),
      ),
    ]);
  });
}

let kept: { readonly key: string; readonly models: readonly Opened[] } | undefined;

async function openedOnce(key: string, members: readonly Member[]): Promise<readonly Opened[]> {
  if (kept?.key === key) return kept.models;
  const models = await Promise.all(
    members.map(async (member) => opened(member, member.family ? await readingFamily(member.family) : undefined)),
  );
  kept = { key, models };
  return models;
}

type Opened = ReturnType<typeof opened>;

/** A member ready to speak of rows, and the columns that it looks at. */
export function opened({ artifact, columns, unit = 1 }: Member, family = familyNamed('xgboost_classifier')) {
  // No text is read from memory that threads share.
  const model = family.load(artifact.slice());
  const importance = family.importance(model, 'weight');
  return {
    columns,
    lookback: family.lookback ?? 0,
    used: columns.filter((_, j) => importance[j] > 0),
    /** Log-odds that the label is 1. */
    say: (matrix: Matrix) => family.predict(model, matrix).map((p) => Math.log(p / (1 - p)) / unit),
  };
}

/** Nobody's mean says nothing: 0. */
export function meanOf(members: readonly Float64Array[], rows: number): Float64Array {
  if (members.length === 0) return new Float64Array(rows);
  return members[0].map((_, row) => members.reduce((sum, member) => sum + member[row], 0) / members.length);
}
