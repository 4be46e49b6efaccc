import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { reportFile } from '../../../src/server/page/report_file.ts';

const HOSTILE = '</script><script>alert(1)</script><!--<script>]]>\u2028"\'&';

test('a report holds whatever names are made of, as data', async () => {
  const html = await reportFile({ title: HOSTILE, element: 'report', content: { [HOSTILE]: [HOSTILE] } });
  const elements = [...html.matchAll(/<(script|style)\b([^>]*)>(.*?)<\/\1>/gs)];
  assert.deepEqual(
    elements.map(([, name, attributes]) => name + attributes),
    ['style', 'script type="application/json" id="report"', 'script type="module"'],
  );
  assert.deepEqual(JSON.parse(elements[1][3]), { [HOSTILE]: [HOSTILE] });
  assert.equal(html.match(/<!--/g), null);
  assert.match(html, /<title>&lt;\/script&gt;/);
});

test('a report runs its own script in its own style, and may load nothing', async () => {
  const html = await reportFile({ title: 'AAPL', element: 'report', content: {} });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  const hashOf = (open: RegExp): string => {
    const text = open.exec(html)?.[1] ?? '';
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    `script-src ${hashOf(/<script type="module">(.*?)<\/script>/s)}`,
    `style-src ${hashOf(/<style>(.*?)<\/style>/s)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  const markup = html.replace(/<(script|style)\b[^>]*>.*?<\/\1>/gs, '');
  assert.deepEqual(
    [...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address),
    ['data:,'],
  );
  assert.doesNotMatch(/<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '', /@import|url\(/);
});
