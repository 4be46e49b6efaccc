import { signal } from '@preact/signals';

/** Where the reader is. */
export const place = signal(read());

function read(): { readonly path: string; readonly query: URLSearchParams } {
  return { path: location.pathname.replace(/(.)\/$/, '$1'), query: new URLSearchParams(location.search) };
}

/** Goes to another view of this page. */
export function go(address: string): void {
  if (address === `${location.pathname}${location.search}`) return;
  history.pushState(null, '', address);
  place.value = read();
  scrollTo(0, 0);
}

/** Changes what is asked for in the address of this view, without a step back to it. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, query: before } = place.peek();
  const query = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  try {
    history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  } catch {
    // A browser may refuse it to a file. The view changes; its address does not.
  }
  place.value = { path, query };
}

/** Links to views are followed here; those with another button, or to elsewhere, by the browser. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = read();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.origin !== location.origin || link.dataset.outside !== undefined) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    go(`${link.pathname}${link.search}`);
  });
}

/** Whether a part of an address can be the number of a row. */
export const isId = (text: string): boolean => /^\d{1,18}$/.test(text);
