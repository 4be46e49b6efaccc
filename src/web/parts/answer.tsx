import type { ComponentChildren } from 'preact';
import { NotKnown, Refused } from '../api/ask.ts';
import type { Asked } from '../api/use_query.ts';
import { stated } from '../format/words.ts';
import { SignIn } from './operator.tsx';

type Props<Answer> = {
  readonly asked: Asked<Answer>;
  /** What is read, for the words of the states: "predictions". */
  readonly what: string;
  readonly children: (data: Answer) => ComponentChildren;
};

/** What was read, or in its place that it is on its way, or why it is not there. */
export function Answer<T>({ asked, what, children }: Props<T>) {
  const { data, error, again } = asked;
  if (data !== undefined) {
    return (
      <>
        {error instanceof Refused && <Failure what={what} error={error} again={again} />}
        {children(data)}
      </>
    );
  }
  return error ? <Failure what={what} error={error} again={again} /> : <Waiting what={what} />;
}

/** Grey lines where rows will be: the page does not jump when they come. */
function Waiting({ what }: { readonly what: string }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Reading {what}</span>
      {Array.from({ length: 8 }, (_, i) => (
        <span class="bone" key={i} aria-hidden="true" />
      ))}
    </div>
  );
}

function Failure({ what, error, again }: { readonly what: string; readonly error: Error; readonly again: () => void }) {
  return (
    <div class="notice notice-bad" role="alert">
      <span>
        <strong>The {what} could not be read.</strong> {stated(error.message)}
      </span>
      {error instanceof NotKnown ? (
        <SignIn />
      ) : (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A place where nothing is, and what would change that. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
);
