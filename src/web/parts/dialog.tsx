import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

type Props = {
  readonly title: string;
  readonly confirm: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
};

/** Asks before something is done. Escape leaves everything as it is. */
export function Dialog({ title, confirm, isBusy = false, onConfirm, onClose, children }: Props) {
  const place = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => place.current?.showModal(), []);
  return (
    <dialog ref={place} aria-labelledby={name} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <h2 id={name}>{title}</h2>
        {children}
        <div class="dialog-buttons">
          <button type="button" onClick={() => place.current?.close()}>
            Leave it
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
