import { signal } from '@preact/signals';

const said = signal('');

/** Has a screen reader say something that is seen on the screen. */
export function announce(text: string): void {
  said.value = text;
}

export const Announcer = () => (
  <div class="unseen" role="status" aria-live="polite">
    {said.value}
  </div>
);
