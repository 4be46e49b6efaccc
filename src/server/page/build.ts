import { basename, join } from 'node:path';
import { packageRoot } from '../../env/package_root.ts';

/** A built file by its name below the page's folder. */
export type BuiltFile = { readonly name: string; readonly bytes: Uint8Array };

/** Where the sources of the page are. */
export const PAGE_SOURCES = join(packageRoot, 'src', 'web');
/** Where `npm run build` writes them to, and where an installed package has them. */
export const PAGE_FOLDER = join(packageRoot, 'dist', 'web');
/** The same for reports: beside the page, because none of it is served. */
export const REPORT_FOLDER = join(packageRoot, 'dist', 'report');

const ALIKE = {
  absWorkingDir: PAGE_SOURCES,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  write: false,
} as const;

/**
 * Bundles the page in memory: a start file and what is loaded when needed, each with its hash in its name, so that
 * browsers keep it for good. Takes about a quarter of a second. esbuild is a package of a checkout, not of an
 * installation: that has the files already.
 */
export async function buildPage(): Promise<readonly BuiltFile[]> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...ALIKE,
    entryPoints: ['main.tsx'],
    outdir: PAGE_FOLDER,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    splitting: true,
    metafile: true,
  });
  const names = Object.entries(metafile.outputs);
  const start = names.find(([, { entryPoint }]) => entryPoint === 'main.tsx');
  const [script, { cssBundle }] = start ?? ['', { cssBundle: undefined }];
  const name = (path: string): string => path.slice(path.indexOf('assets/'));
  const built = outputFiles.map(({ path, contents }) => ({
    name: name(path.replaceAll('\\', '/')),
    bytes: contents,
  }));
  const page = document(name(script), name(cssBundle ?? ''));
  return [...built, { name: 'index.html', bytes: new TextEncoder().encode(page) }];
}

/** What a report has of the page's sources: one script and one style sheet, with nothing that is loaded later. */
export async function buildReport(): Promise<readonly BuiltFile[]> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({ ...ALIKE, entryPoints: ['report.tsx'], outdir: REPORT_FOLDER });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), bytes: contents }));
}

const document = (script: string, style: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>pgaugur</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%231f4e79'/%3E%3Cpath d='M3 11l3.500-4 2.500 2 4-5' fill='none' stroke='%23fff' stroke-width='1.800'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/${style}">
<script type="module" src="/${script}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same is in the GraphQL API, whose editor is at <a href="/graphiql">/graphiql</a>.</noscript>
</body>
</html>
`;
