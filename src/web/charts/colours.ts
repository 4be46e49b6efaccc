import { signal } from '@preact/signals';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Changes when the reader turns light into dark: what is drawn on a canvas has to be drawn again. */
export const isDark = signal(dark.matches);
dark.addEventListener('change', ({ matches }) => {
  isDark.value = matches;
});

const probe = document.createElement('span');
probe.hidden = true;

/** A colour of the style sheet as it is now: a canvas knows no variables. */
export function colour(name: string, opacity = 1): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  return opacity === 1 ? found : found.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}
