import { ask } from '../../api/ask.ts';
import { cancelRun, retryRun } from '../../api/documents.ts';
import { Action } from '../../parts/operator.tsx';

type Props = { readonly id: string; readonly name: string; readonly status: string };

/** What operators may do with a run as it stands. */
export function RunActions({ id, name, status }: Props) {
  if (status === 'failed') {
    return (
      <Action
        label="Retry"
        title={`Retry run ${id} of ${name}?`}
        done={`Run ${id} goes on`}
        run={() => ask(retryRun, { runId: id })}
        primary
      >
        <p>It goes on at the step that failed. What the steps before found stays.</p>
      </Action>
    );
  }
  if (status === 'queued' || status === 'running') {
    return (
      <Action
        label="Cancel"
        title={`Cancel run ${id} of ${name}?`}
        done={`Run ${id} is cancelled`}
        run={() => ask(cancelRun, { runId: id })}
      >
        <p>A step that is at work is not written any more. New prices start another run.</p>
      </Action>
    );
  }
  return null;
}
