import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Empty } from './answer.tsx';

/** A view or chart that is fetched when it is first looked at. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const state = useSignal<'waiting' | 'there' | 'missing'>(loaded ? 'there' : 'waiting');
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          state.value = 'there';
        },
        () => {
          state.value = 'missing';
        },
      );
    }, []);
    const Component = loaded;
    if (state.value === 'there' && Component) return <Component {...props} />;
    if (state.value === 'waiting') return <div class="waiting" aria-busy="true" />;
    return (
      <Empty title="A part of this page could not be loaded.">
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </Empty>
    );
  };
}
