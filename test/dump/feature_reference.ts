import type { Feature, FeatureGroup } from '../../src/features/feature.ts';
import type { FeatureSet } from '../../src/features/feature_set.ts';

/** What each group is about, in one sentence. */
const ABOUT: Readonly<Record<FeatureGroup, string>> = {
  calendar: 'Where the session stands in the calendar.',
  growth: 'By which factor the close has grown over a number of sessions.',
  price: 'Averages, returns, volatility and position of the close.',
  volume: 'How much was traded, compared with the recent past and together with the price.',
  indicators: 'The indicators and candle patterns of technical analysis.',
  transforms: 'Logarithms and other transforms that bring skewed or bounded values onto an even scale.',
  spectral: 'Cycles in the last 60 and 120 closes, by Fourier, cosine and wavelet transforms.',
  chaos: 'How regular, rough and predictable the path of the closes is.',
  thermodynamics:
    'Quantities named after physics that measure how strongly the closes scatter, and whether that changes.',
  waves: 'Closes and volumes seen as waves and fields.',
  brownian: 'How far the closes depart from a random walk.',
  supplement: 'Usual variants of features of other groups.',
  context:
    'How the market stands: up to four indices, one per slot, as they were known when the instrument’s session ended.',
  sources: 'Columns of the user’s own tables, each value from the session at whose close it was known.',
};

const PREFACE = `Every column that pgaugur computes, by group. \`npm run dump\` writes this file from the entries in src/features/groups.

- **Row.** There is one row per stored session of an instrument, computed after that session has ended.
- **Warm-up.** So many rows at the beginning of the history have no value: NaN in memory, null in the database. From then on the value is finite, whatever the data. Only the context may stay unknown: where its index is absent, silent for more than ten days, or too young.
- **Fallback.** Where a formula has no answer, such as a ratio to 0 in a flat window, the definition names the value that stands in.
- **Causality.** A row reads its own session and earlier ones. Bars that are added later never change it.
- **Memory.** The value depends on so many bars, the last of them its own. With "history" it depends on all bars from the first stored one on. A new bar therefore costs one window, and a corrected bar renews the rows from its session on.
- **Price-scaled.** Multiplying all prices by a constant changes the value by design. The others keep it.
- **Versions.** A feature set has a version, and its names, order and definitions never change. New models learn from the newest. A model keeps the version it was trained on, and its rows go on being computed for as long as a model needs them.

Notation: o, h, l, c, v are open, high, low, close and volume of the session; t is the session and t − k the k-th one before; r is the daily return; c₋₁ is the close before; ln is the natural logarithm. All lengths are in stored sessions, not calendar days.`;

const COLUMNS = ['feature', 'in words', 'definition', 'reads', 'warm-up', 'memory', 'sets'];

/** A feature, and in words which sets have it. */
type Entry = { readonly feature: Feature; readonly sets: string };

/** The documentation of the feature sets as Markdown: everything that is said of a single feature comes from its entry. */
export function featureReference(sets: readonly FeatureSet[]): string {
  const sizes = sets.map(({ version, features }) => `${version} has ${features.length} features`);
  const entries = entriesOf(sets);
  const groups = new Set(entries.map(({ feature }) => feature.group));
  return [
    '# Features',
    PREFACE,
    `The feature sets, oldest first: ${sizes.join(', ')}.`,
    ...[...groups].flatMap((group) =>
      sectionOf(
        group,
        entries.filter(({ feature }) => feature.group === group),
      ),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function entriesOf(sets: readonly FeatureSet[]): Entry[] {
  const features = new Set(sets.flatMap((set) => set.features));
  return [...features].map((feature) => ({
    feature,
    sets: rangeOf(sets, feature),
  }));
}

/** By the first set alone where the newest has it, too: a new set must not rewrite every row. */
function rangeOf(sets: readonly FeatureSet[], feature: Feature): string {
  const having = sets.filter((set) => set.features.includes(feature));
  const [first, last] = [having[0], having[having.length - 1]];
  if (last === sets[sets.length - 1]) return `since ${first.version}`;
  return first === last ? `only ${first.version}` : `${first.version} to ${last.version}`;
}

function sectionOf(group: FeatureGroup, entries: readonly Entry[]): string[] {
  const slots = repeatedSlots(entries);
  const shown = entries.filter(({ feature }) => !slots.includes(slotOf(feature)));
  const section = [`## ${group} (${entries.length})`, ABOUT[group], tableOf(shown)];
  if (slots.length === 0) return section;
  const count = (entries.length - shown.length) / slots.length;
  return [...section, `The same ${count} exist for index ${inWords(slots)}, named \`index_${slots[0]}_…\` and so on.`];
}

function tableOf(entries: readonly Entry[]): string {
  return [COLUMNS, COLUMNS.map(() => '---'), ...entries.map(cellsOf)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cellsOf({ feature, sets }: Entry): string[] {
  const { name, doc, meaning, inputs, warmup, memory } = feature;
  return [
    `\`${name}\``,
    meaning,
    doc.replaceAll('|', '\\|') + remarkOn(feature),
    inputs.join(', '),
    String(warmup),
    String(memory),
    sets,
  ];
}

/** What keeps a feature from meaning the same for every instrument. */
function remarkOn({ priceScaled, volumeScaled, dated }: Feature): string {
  const remarks = [priceScaled && 'price-scaled', volumeScaled && 'volume-scaled', dated && 'dated'].filter(Boolean);
  return remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
}

/** The number of the index a feature is about; 0 if it is about none. */
function slotOf({ name }: Feature): number {
  return Number(/^index_(\d+)_/.exec(name)?.[1] ?? 0);
}

/** Slots after the first whose features differ from those of slot 1 in nothing but the number. */
function repeatedSlots(entries: readonly Entry[]): number[] {
  const textOf = (slot: number) =>
    tableOf(entries.filter(({ feature }) => slotOf(feature) === slot)).replaceAll(/index_\d+_|[Ii]ndex \d+/g, '');
  const slots = new Set(entries.map(({ feature }) => slotOf(feature)));
  return [...slots].filter((slot) => slot > 1 && textOf(slot) === textOf(1));
}

function inWords(numbers: readonly number[]): string {
  const last = String(numbers.at(-1));
  return numbers.length === 1 ? last : `${numbers.slice(0, -1).join(', ')} and ${last}`;
}
