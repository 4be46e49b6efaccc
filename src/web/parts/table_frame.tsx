import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Props = {
  /** What the table in it is called. */
  readonly caption: string;
  /** Long tables beside a chart scroll by themselves. */
  readonly scrolls?: boolean;
  /** What is shown is not yet what was asked for. */
  readonly isBehind?: boolean;
  readonly children: ComponentChildren;
};

/** Around every table: where it is wider than its place it scrolls, and is reached by keyboard. */
export function TableFrame({ caption, scrolls = false, isBehind = false, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const overflows = useSignal(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const seen = new ResizeObserver(() => {
      overflows.value = element.scrollWidth > element.clientWidth;
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return (
    <div
      class={`table-frame ${scrolls ? 'scrolls' : ''} ${isBehind ? 'behind' : ''}`}
      ref={frame}
      aria-busy={isBehind}
      {...((scrolls || overflows.value) && { tabIndex: 0, role: 'region', 'aria-label': `${caption}, scrolls` })}
    >
      {children}
    </div>
  );
}
