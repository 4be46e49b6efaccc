import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { NotKnown } from '../api/ask.ts';
import { wakeAll } from '../api/poll.ts';
import { keepToken, token } from '../api/token.ts';
import { stated } from '../format/words.ts';
import { announce } from './announce.tsx';
import { Dialog } from './dialog.tsx';

type Props = {
  /** On the button. */
  readonly label: string;
  /** What of many with the same label it is about: heard and not seen. */
  readonly about?: string;
  /** What will happen, as a question. */
  readonly title: string;
  readonly run: () => Promise<unknown>;
  /** Said when it is done. */
  readonly done: string;
  readonly primary?: boolean;
  /** Whether what it needs is there; says what is not. */
  readonly isReady?: () => boolean;
  readonly children: ComponentChildren;
};

/** Something that operators do: asked for by a button, confirmed, and done or refused with the server's reason. */
export function Action({ label, about, title, run, done, primary = false, isReady, children }: Props) {
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const fault = useSignal('');
  const asksWho = useSignal(false);
  const given = useSignal('');
  const confirm = (): void => {
    isBusy.value = true;
    fault.value = '';
    if (given.value !== '') keepToken(given.value);
    run()
      .then(() => {
        isOpen.value = false;
        announce(done);
        wakeAll();
      })
      .catch((error: unknown) => {
        fault.value = error instanceof Error ? error.message : String(error);
        if (!(error instanceof NotKnown)) return;
        // What was given is not accepted, or not any more: without it the page reads on.
        keepToken('');
        asksWho.value = true;
      })
      .finally(() => {
        isBusy.value = false;
      });
  };
  return (
    <>
      <button
        type="button"
        class={primary ? 'primary' : ''}
        onClick={() => {
          if (isReady?.() === false) return;
          fault.value = '';
          given.value = '';
          asksWho.value = token.peek() === '';
          isOpen.value = true;
        }}
      >
        {label}
        {about !== undefined && <span class="unseen"> {about}</span>}
      </button>
      {isOpen.value && (
        <Dialog
          title={title}
          confirm={label}
          isBusy={isBusy.value}
          onConfirm={confirm}
          onClose={() => (isOpen.value = false)}
        >
          {children}
          {asksWho.value && (
            <label class="stacked">
              Operator's token
              <input
                type="password"
                autocomplete="off"
                onInput={(event) => (given.value = event.currentTarget.value)}
              />
              <span class="faint">
                Kept in this window until it is closed. Leave it empty where a proxy says who you are. <HowToGetOne />
              </span>
            </label>
          )}
          {fault.value !== '' && (
            <p class="bad" role="alert">
              {stated(fault.value)}
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}

/** The documentation is a file of the package: nothing here may lead to another host. */
const HowToGetOne = () => (
  <>
    How operators get one: “The API” in <code>docs/operating.md</code> of the package pgaugur.
  </>
);

/** In the footer: says who the reader is, for servers that answer nobody, and for operators. */
export function SignIn() {
  const isOpen = useSignal(false);
  const given = useSignal('');
  const change = (text: string): void => {
    keepToken(text);
    location.reload(); // all that was read was read as somebody else
  };
  if (token.value !== '') {
    return (
      <button type="button" class="quiet" onClick={() => change('')}>
        Sign out
      </button>
    );
  }
  return (
    <>
      <button type="button" class="quiet" onClick={() => (isOpen.value = true)}>
        Sign in
      </button>
      {isOpen.value && (
        <Dialog
          title="Sign in with a token"
          confirm="Sign in"
          onConfirm={() => change(given.value)}
          onClose={() => (isOpen.value = false)}
        >
          <label class="stacked">
            Token
            <input type="password" autocomplete="off" onInput={(event) => (given.value = event.currentTarget.value)} />
            <span class="faint">
              Kept in this window until it is closed. <HowToGetOne />
            </span>
          </label>
        </Dialog>
      )}
    </>
  );
}
