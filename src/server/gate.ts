/** How many wait outside, and for how long; whoever is turned away is told why. */
export type Patience = {
  readonly longest: number;
  readonly milliseconds: number;
  /** What is thrown at whoever comes when as many wait. */
  readonly whenFull: () => Error;
  /** What is thrown at whoever has waited as long. */
  readonly whenLate: () => Error;
};

/** Lets so many in at a time, in the order in which they came. */
export type Gate = {
  /**
   * @returns what to call when leaving
   * @throws what its patience says, and what it was closed with
   */
  enter(): Promise<() => void>;
  /** Turns away who waits. */
  close(reason: () => Error): void;
};

type Waiting = { readonly admit: () => void; readonly refuse: (error: Error) => void };

/** @param patience without it everybody waits until it is their turn */
export function createGate(atOnce: number, patience?: Patience): Gate {
  const waiting: Waiting[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next.admit();
    else inside--;
  };
  const wait = (): Promise<void> => {
    if (patience && waiting.length >= patience.longest) throw patience.whenFull();
    return new Promise((resolve, reject) => {
      const giveUp =
        patience &&
        (() => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(patience.whenLate());
        });
      const impatience = giveUp && setTimeout(giveUp, patience.milliseconds);
      const one: Waiting = {
        admit: () => {
          clearTimeout(impatience);
          resolve();
        },
        refuse: (error) => {
          clearTimeout(impatience);
          reject(error);
        },
      };
      waiting.push(one);
    });
  };
  return {
    async enter() {
      if (inside < atOnce) inside++;
      else await wait();
      return leave;
    },
    close(reason) {
      for (const { refuse } of waiting.splice(0)) refuse(reason());
    },
  };
}
