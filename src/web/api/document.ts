/** An operation with what it answers and takes, which only the compiler reads. */
export type TypedDocument<Answer, Variables> = {
  readonly name: string;
  readonly text: string;
  readonly __types?: (variables: Variables) => Answer;
};

/** What an answer is known by: its operation, and all that it depends on. */
export const keyOf = <Answer, Variables>({ name }: TypedDocument<Answer, Variables>, variables: Variables): string =>
  `${name} ${JSON.stringify(variables)}`;
