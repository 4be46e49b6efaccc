/** A table or buffer that windows of one length share: made when first asked for, then kept for the whole process. */
export function perLength<Table>(make: (length: number) => Table): (length: number) => Table {
  const made = new Map<number, Table>();
  return (length) => {
    let table = made.get(length);
    if (table === undefined) {
      table = make(length);
      made.set(length, table);
    }
    return table;
  };
}
