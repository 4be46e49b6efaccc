/**
 * What several ask for at the same time is worked out once, and its answer holds for a while. An error holds for nobody
 * but those who waited for it.
 */
export function cached<Value>(milliseconds: number, work: () => Promise<Value>): () => Promise<Value> {
  let kept: { readonly value: Promise<Value>; until: number } | undefined;
  return () => {
    if (kept && performance.now() < kept.until) return kept.value;
    const current = { value: work(), until: Number.POSITIVE_INFINITY };
    kept = current;
    current.value.then(
      () => {
        current.until = performance.now() + milliseconds;
      },
      () => {
        current.until = 0;
      },
    );
    return current.value;
  };
}
