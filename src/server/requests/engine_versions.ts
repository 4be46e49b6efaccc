import { version as ofSteps } from 'postgraphile/@dataplan/pg';
import { version as ofEngine } from 'postgraphile/grafast';

export type EngineVersions = { readonly grafast: string; readonly '@dataplan/pg': string };

/** Those whose plans `built_queries`, `output` and `plan_steps` can read: they look at what steps keep to themselves. */
export const READABLE: EngineVersions = { grafast: '1.1.3', '@dataplan/pg': '1.1.2' };

/** Those that are installed. PostGraphile takes newer ones than it was tested with here, where no lock file says otherwise. */
export const INSTALLED: EngineVersions = { grafast: ofEngine, '@dataplan/pg': ofSteps };

/** Why plans are not read, in words; undefined when they are. */
export function whyUnreadable(versions: EngineVersions): string | undefined {
  const said = (of: EngineVersions) => `grafast ${of.grafast} and @dataplan/pg ${of['@dataplan/pg']}`;
  if (said(versions) === said(READABLE)) return undefined;
  return (
    `this version of pgaugur reads the plans of ${said(READABLE)}, and ${said(versions)} are installed: ` +
    'every answer is made by the engine, step by step, which takes about twice as long'
  );
}
