import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'postgraphile/graphql';
import { limits } from '../limits.ts';

/** What a document asks for once its fragments stand where they are spread. */
export type Expansion = {
  /** Spreads count as the fields do: what is visited is bounded even where nothing comes of it. */
  readonly fields: number;
  readonly aliases: number;
  readonly depth: number;
  /** A fragment spreads itself. */
  readonly endless: boolean;
};

const NOTHING: Expansion = { fields: 0, aliases: 0, depth: 0, endless: false };
const ONE: Expansion = { ...NOTHING, fields: 1 };

const beside = (a: Expansion, b: Expansion): Expansion => ({
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  depth: Math.max(a.depth, b.depth),
  endless: a.endless || b.endless,
});

/**
 * Counts without expanding: each fragment once, so that doubling fragments cost here what their text is long. What is not
 * used counts, too, because validation reads all of it.
 */
export function expansionOf({ definitions }: DocumentNode): Expansion {
  const fragments = new Map<string, SelectionSetNode>();
  for (const one of definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one.selectionSet);
  }
  const counted = new Map<string, Expansion>();
  const ofFragment = (name: string): Expansion => {
    const known = counted.get(name);
    if (known) return known;
    counted.set(name, { ...NOTHING, endless: true }); // for when it is met below itself
    const selections = fragments.get(name);
    const size = selections ? ofSelections(selections) : NOTHING;
    counted.set(name, size);
    return size;
  };
  const ofSelections = ({ selections }: SelectionSetNode): Expansion =>
    selections
      .map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return beside(ONE, ofFragment(selection.name.value));
        const inside = beside(ONE, selection.selectionSet ? ofSelections(selection.selectionSet) : NOTHING);
        if (selection.kind === Kind.INLINE_FRAGMENT) return inside;
        return { ...inside, aliases: inside.aliases + (selection.alias ? 1 : 0), depth: inside.depth + 1 };
      })
      .reduce(beside, NOTHING);
  return definitions
    .map((one) => {
      if (one.kind === Kind.OPERATION_DEFINITION) return ofSelections(one.selectionSet);
      return one.kind === Kind.FRAGMENT_DEFINITION ? ofFragment(one.name.value) : NOTHING;
    })
    .reduce(beside, NOTHING);
}

/** The limit that a document passes, in words; undefined when it passes none. */
export function excessOf({ fields, aliases, depth }: Expansion): GraphQLError | undefined {
  const excess = [
    [fields, limits.fields, 'fields and spreads once its fragments are spread', 'ask for them in several requests'],
    [aliases, limits.aliases, 'aliases once its fragments are spread', 'ask for them in several requests'],
    [depth, limits.depth, 'levels of fields', 'begin at what lies deeper'],
  ] as const;
  for (const [found, most, what, instead] of excess) {
    if (found > most) {
      // Doubling fragments come to numbers of many digits.
      const count = found > 1e6 ? 'more than a million' : String(found);
      return new GraphQLError(`the document has ${count} ${what}, at most ${most} are answered: ${instead}`);
    }
  }
  return undefined;
}
