import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from './parts/announce.tsx';
import { place } from './parts/router.ts';
import { LiveState, LostConnection } from './parts/status.tsx';
import { TodayView } from './views/today/today.tsx';

const VIEWS = [['/', 'Today']] as const;

function viewAt(path: string): readonly [title: string, view: ComponentChild] {
  const [, section = ''] = path.split('/');
  switch (section) {
    case '':
      return ['Today', <TodayView key="today" />];
    default:
      return ['Nothing here', <Nothing key="nothing" path={path} />];
  }
}

const Nothing = ({ path }: { readonly path: string }) => (
  <p>
    There is no view at <code>{path}</code>. <a href="/">Today</a> is where everything begins.
  </p>
);

export function App() {
  const { path } = place.value;
  const [title, view] = viewAt(path);
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · pgaugur`;
    // Whoever goes on by keyboard, or hears the page, begins at the top of the new view.
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [path, title]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/">
          pgaugur
        </a>
        <nav aria-label="Views">
          {VIEWS.map(([address, name]) => (
            <a key={address} href={address} aria-current={isWithin(path, address) ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <LiveState />
      </header>
      <main id="main">
        <LostConnection />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {view}
      </main>
      <footer>
        <p>
          Forecasts by models that may be wrong. This is no investment advice. Intervals are those of 95&nbsp;%;
          sessions are days of the instrument's exchange.
        </p>
        <p>
          <a href="/graphiql" data-outside="">
            GraphQL
          </a>
        </p>
      </footer>
      <Announcer />
    </>
  );
}

const isWithin = (path: string, address: string): boolean =>
  address === '/' ? path === '/' : path === address || path.startsWith(`${address}/`);
