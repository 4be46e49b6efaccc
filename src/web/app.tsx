import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from './parts/announce.tsx';
import { Empty } from './parts/answer.tsx';
import { lazily } from './parts/lazily.tsx';
import { SignIn } from './parts/operator.tsx';
import { isId, place } from './parts/router.ts';
import { LiveState, LostConnection } from './parts/status.tsx';
import { subject } from './parts/title.ts';
import { TodayView } from './views/today/today.tsx';

const VIEWS = [
  ['/', 'Today'],
  ['/ranking', 'Ranking'],
  ['/models', 'Models'],
  ['/portfolio', 'Portfolio'],
  ['/runs', 'Runs'],
  ['/health', 'Health'],
  ['/settings', 'Settings'],
] as const;

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const InstrumentView = lazily(async () => (await import('./views/instrument/instrument.tsx')).InstrumentView);
const RunsView = lazily(async () => (await import('./views/runs/runs.tsx')).RunsView);
const RunView = lazily(async () => (await import('./views/runs/run.tsx')).RunView);
const ModelsView = lazily(async () => (await import('./views/models/models.tsx')).ModelsView);
const ModelView = lazily(async () => (await import('./views/models/model.tsx')).ModelView);
const HealthView = lazily(async () => (await import('./views/health/health.tsx')).HealthView);
const PortfolioView = lazily(async () => (await import('./views/portfolio/portfolio.tsx')).PortfolioView);
const RankingView = lazily(async () => (await import('./views/ranking/ranking.tsx')).RankingView);
const SettingsView = lazily(async () => (await import('./views/settings/settings.tsx')).SettingsView);

function viewAt(path: string): readonly [title: string, view: ComponentChild] {
  const [, section = '', id = '', ...more] = path.split('/');
  const isNumber = isId(id);
  switch (more.length > 0 ? undefined : section) {
    case '':
      return ['Today', <TodayView key="today" />];
    case 'instruments':
      if (!isNumber || id.length > 9) break;
      return ['Instrument', <InstrumentView key={path} id={Number(id)} />];
    case 'models':
      if (id === '') return ['Models', <ModelsView key="models" />];
      if (!isNumber) break;
      return ['Model', <ModelView key={path} id={id} />];
    case 'runs':
      if (id === '') return ['Runs', <RunsView key="runs" />];
      if (!isNumber) break;
      return ['Run', <RunView key={path} id={id} />];
    case 'portfolio':
      if (id !== '') break;
      return ['Portfolio', <PortfolioView key="portfolio" />];
    case 'health':
      if (id !== '') break;
      return ['Health', <HealthView key="health" />];
    case 'ranking':
      if (id !== '') break;
      return ['Ranking', <RankingView key="ranking" />];
    case 'settings':
      if (id !== '') break;
      return ['Settings', <SettingsView key="settings" />];
  }
  return ['Nothing here', <Nothing key="nothing" path={path} />];
}

const Nothing = ({ path }: { readonly path: string }) => (
  <Empty title={`There is no view at ${path}.`}>
    <p>
      <a href="/">Today</a> is where everything begins; the other views are above. Queries are tried out at{' '}
      <a href="/graphiql" data-outside="">
        /graphiql
      </a>{' '}
      and asked at <code>/graphql</code>; programs that watch ask <code>/healthz</code>, <code>/readyz</code> and{' '}
      <code>/metrics</code>.
    </p>
  </Empty>
);

export function App() {
  const { path } = place.value;
  const [kind, view] = viewAt(path);
  const title = subject.value ?? kind;
  const heading = useRef<HTMLHeadingElement>(null);
  const nav = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · pgaugur`;
  }, [title]);
  useEffect(() => {
    // Whoever goes on by keyboard, or hears the page, begins at the top of the new view.
    if (!first.current) heading.current?.focus();
    showCurrent(nav.current);
    first.current = false;
  }, [path]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/">
          pgaugur
        </a>
        <nav ref={nav} aria-label="Views">
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
          sessions are days of the instrument's exchange, times of day those of your zone ({ZONE}).
        </p>
        <p>
          <SignIn />{' '}
          <a href="/graphiql" data-outside="">
            GraphQL
          </a>
        </p>
      </footer>
      <Announcer />
    </>
  );
}

/** On a narrow screen the views scroll. By hand: scrollIntoView() would have the tab key begin there. */
function showCurrent(nav: HTMLElement | null): void {
  const link = nav?.querySelector<HTMLElement>('[aria-current]');
  if (nav && link) nav.scrollLeft = link.offsetLeft + link.offsetWidth - nav.offsetLeft - nav.clientWidth;
}

const isWithin = (path: string, address: string): boolean =>
  address === '/' ? path === '/' : path === address || path.startsWith(`${address}/`);
