import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../env/log.ts';
import { cached } from './cached.ts';
import { PROMETHEUS_TYPE } from './prometheus.ts';
import type { Readiness } from './readiness.ts';

export type ProbeSources = {
  readonly readiness: () => Promise<Readiness>;
  /** What is said at /metrics; without it there is no such page. */
  readonly metrics?: () => Promise<string>;
  readonly log: Logger;
};

/** Answers a request for a probe, or says that it is none. */
export type Probes = (request: IncomingMessage, response: ServerResponse) => boolean;

/** However often it is asked, the database is asked at most so often. */
const READINESS_MILLISECONDS = 1000;

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const JSON_TYPE = 'application/json; charset=utf-8';
const json = (status: number, body: object): Answer => ({
  status,
  type: JSON_TYPE,
  body: `${JSON.stringify(body)}\n`,
});

/**
 * `/healthz`: this process answers. It does not ask the database: a restart would not bring that back. `/readyz`: it
 * can do its work. `/metrics`: numbers for Prometheus.
 */
export function createProbes({ readiness, metrics, log }: ProbeSources): Probes {
  const recentReadiness = cached(READINESS_MILLISECONDS, readiness);
  const pages: Readonly<Record<string, (() => Promise<Answer>) | undefined>> = {
    '/healthz': async () => json(200, { healthy: true }),
    '/readyz': async () => {
      const answer = await recentReadiness();
      return json(answer.ready ? 200 : 503, answer);
    },
    '/metrics': metrics && (async () => ({ status: 200, type: PROMETHEUS_TYPE, body: await metrics() })),
  };
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return true;
    }
    page()
      .catch((error: unknown) => {
        log.error({ err: error, path }, 'a probe failed');
        return json(503, { error: 'the log of this process has the details' });
      })
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    return true;
  };
}
