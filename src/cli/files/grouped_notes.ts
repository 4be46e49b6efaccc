/** So many files are named; of more, only the count is said. */
const NAMED = 3;

type Noted = { readonly file: string; readonly notes: readonly string[] };

/** What was done with the prices of files: each sentence once, with the files that it is about. */
export function groupedNotes(files: readonly Noted[], label = (file: string): string => file): string[] {
  const said = Map.groupBy(
    files.flatMap(({ file, notes }) => notes.map((note) => ({ file, note }))),
    ({ note }) => note,
  );
  return [...said].map(([note, of]) => {
    const names = [...new Set(of.map(({ file }) => label(file)))];
    return `${names.length > NAMED ? `${names.length} files` : names.join(', ')}: ${note}`;
  });
}
