import type { GridName, ModelFamily, Params } from '../family.ts';

/** @throws RangeError when the family has no grid of that name */
export function gridNamed(
  { name: family, defaultGrid, grids }: Pick<ModelFamily, 'name' | 'defaultGrid' | 'grids'>,
  name: GridName,
): readonly Params[] {
  const grid = name === 'default' ? defaultGrid : grids?.[name];
  if (grid) return grid;
  throw new RangeError(`search: model family ${family} has no grid "${name}"`);
}
