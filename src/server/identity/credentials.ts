import 'postgraphile/grafserv/node';
import type { Credentials } from './identity.ts';

/** What a request says of whoever sent it; over a websocket, what its first message says, as browsers set no headers there. */
export function credentialsOf({ node, ws }: Partial<Grafast.RequestContext>): Credentials {
  if (ws?.request) {
    const [stated] = [ws.normalizedConnectionParams?.authorization].flat();
    return { authorization: stated ?? ws.request.headers.authorization, request: ws.request };
  }
  if (node) return { authorization: node.req.headers.authorization, request: node.req };
  throw new Error('a request came neither by HTTP nor over a websocket');
}
