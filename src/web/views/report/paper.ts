import { isDark } from '../../charts/colours.ts';

/**
 * Readies the document when it is printed: what is folded cannot be opened on paper, and what was drawn in the colours
 * of a dark screen is not drawn again in time, so the style sheet is told to turn it round.
 * @returns ends that
 */
export function beforePaper(): () => void {
  const ready = (): void => {
    for (const one of document.querySelectorAll('details')) one.open = true;
    document.documentElement.classList.toggle('drawn-dark', isDark.peek());
  };
  addEventListener('beforeprint', ready);
  return () => removeEventListener('beforeprint', ready);
}
