import { signal } from '@preact/signals';

/** Whether the server answers. Time stamps are those of this browser. */
export type Connection =
  | { readonly state: 'waiting' }
  | { readonly state: 'answering'; readonly at: number }
  | { readonly state: 'lost'; readonly since: number; readonly reason: string };

export const connection = signal<Connection>({ state: 'waiting' });

/** Whether the server tells of changes. While it does not, what is on the screen is asked for every few seconds. */
export const isTold = signal(false);

/** Why it does not tell, in its own words: a standby has no subscriptions. Empty while it has said nothing. */
export const noSubscriptions = signal('');

/** Set by the reader: what is on the screen stays as it is. */
export const paused = signal(false);

/** When that was. */
export const pausedAt = signal<number | undefined>(undefined);
paused.subscribe((is) => {
  pausedAt.value = is ? Date.now() : undefined;
});

export function heard(): void {
  connection.value = { state: 'answering', at: Date.now() };
}

export function lost(reason: string): void {
  const now = connection.peek();
  connection.value = { state: 'lost', since: now.state === 'lost' ? now.since : Date.now(), reason };
}
