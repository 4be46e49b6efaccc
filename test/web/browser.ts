import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

/** Debian's package, or any that is named. */
const CHROMIUM = process.env.PGAUGUR_CHROMIUM ?? '/usr/bin/chromium';

/** For `{ skip }` of a suite that looks at the page: false where a browser is there, else the reason. */
export const unlessBrowser: string | false = existsSync(CHROMIUM)
  ? false
  : `there is no browser at ${CHROMIUM}: apt-get install chromium, or name one with PGAUGUR_CHROMIUM`;

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });

export type Look = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What a page must not do: errors in the console, requests to other hosts. */
  readonly faults: readonly string[];
};

export type Looks = {
  /** A new window at an address of the server, or at a file without any network; phone or desktop, light or dark. */
  look(address: string, options?: { dark?: boolean; phone?: boolean }): Promise<Look>;
};

/** One browser for the suite that calls this. */
export function browserOf(server: () => string): Looks {
  let browser: Browser;
  before(async () => {
    if (unlessBrowser) return;
    browser = await startBrowser();
  });
  after(async () => browser?.close());
  return {
    async look(address, { dark = false, phone = false } = {}) {
      const context = await browser.newContext({
        colorScheme: dark ? 'dark' : 'light',
        viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      const faults: string[] = [];
      const base = server();
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(String(error)));
      const whole = new URL(address, base);
      await context.setOffline(whole.protocol === 'file:');
      page.on('request', (request) => {
        const { protocol, host } = new URL(request.url());
        const own =
          protocol === whole.protocol && (protocol === 'file:' ? request.isNavigationRequest() : host === whole.host);
        if (!own && protocol !== 'data:' && protocol !== 'blob:') faults.push(`asked ${request.url()}`);
      });
      await page.goto(whole.href);
      return { page, context, faults };
    },
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What of the page some people cannot use, by the rules of axe: each with its rule and place. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found: unknown =
    await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`);
  return z.array(z.string()).parse(found);
}

/** Charts that only the eye can read: without a cursor that is heard, or without a table of the same. */
async function unheard(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`[
      ...[...document.querySelectorAll('figure.chart')].filter((chart) =>
        !chart.querySelector('.chart-empty') &&
        !(chart.querySelector('[role=slider][tabindex="0"]')?.getAttribute('aria-valuetext') &&
          [...chart.querySelectorAll('button')].some(({ textContent }) => /^Table of /.test(textContent)))),
      ...[...document.querySelectorAll('main canvas')].filter((canvas) => !canvas.closest('figure.chart')),
    ].map((one) => one.textContent.slice(0, 60) || one.tagName)`),
  );
}

/** What somebody may look at after a run: ignored by git. */
const PICTURES = fileURLToPath(new URL('pictures/', import.meta.url));

/**
 * A view as it is seen in light, dark and on a phone. Each is kept as a picture, has no barrier, no fault, and nothing
 * that stands out of the screen.
 * @param ready waits until the view is whole
 */
export async function portray(
  { look }: Looks,
  name: string,
  address: string,
  ready: (page: Page) => Promise<unknown>,
): Promise<void> {
  for (const [kind, options] of [
    ['light', {}],
    ['dark', { dark: true }],
    ['phone', { phone: true }],
  ] as const) {
    const { page, context, faults } = await look(address, options);
    await ready(page);
    await page.screenshot({ path: join(PICTURES, `${name}-${kind}.png`), fullPage: true });
    assert.deepEqual(await barriers(page), [], `${name} ${kind}`);
    assert.deepEqual(await unheard(page), [], `${name} ${kind}`);
    const [wide, screen] = z
      .tuple([z.number(), z.number()])
      .parse(await page.evaluate('[document.documentElement.scrollWidth, innerWidth]'));
    assert.ok(wide <= screen, `${name} ${kind} is ${wide} pixels wide on a screen of ${screen}`);
    assert.deepEqual(faults, [], `${name} ${kind}`);
    await context.close();
  }
}
