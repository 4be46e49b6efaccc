/** An operation with what it answers and takes, which only the compiler reads. */
export type TypedDocument<Answer, Variables> = {
  readonly name: string;
  readonly text: string;
  readonly __types?: (variables: Variables) => Answer;
};
