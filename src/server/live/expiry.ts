import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';

/** The longest that a timer of Node waits; who is subscribed for longer connects again. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1;

const ending = new WeakSet<object>();

/**
 * Closes a websocket when the token of its first message no longer holds. Each operation looks at the token when it begins,
 * but a subscription goes on for days.
 * @param until seconds since 1970
 */
export function closeAt(websocket: Pick<WebSocket, 'close' | 'once'>, until: number): void {
  if (ending.has(websocket)) return;
  ending.add(websocket);
  const wait = Math.min(Math.max(0, until * 1000 - Date.now()), LONGEST_MILLISECONDS);
  const timer = setTimeout(() => websocket.close(CloseCode.Forbidden, 'the bearer token has expired'), wait);
  timer.unref();
  websocket.once('close', () => clearTimeout(timer));
}
