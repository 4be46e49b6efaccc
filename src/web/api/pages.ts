/** A list that comes in pages, and is read whole. */
type Page<Row> = {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly (Row | null)[];
};

export async function readPages<Row>(
  ask: (after: string | null) => Promise<Page<Row> | null>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: Page<Row> | null = await ask(after);
    rows.push(...(page?.nodes.filter((row) => row !== null) ?? []));
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return rows;
}
