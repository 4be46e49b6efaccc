/** Lets so many in at a time, in the order in which they came. */
export type Gate = {
  /** @returns what to call when leaving */
  enter(): Promise<() => void>;
};

export function createGate(atOnce: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  };
  return {
    async enter() {
      if (inside < atOnce) inside++;
      else await new Promise<void>((admit) => void waiting.push(admit));
      return leave;
    },
  };
}
