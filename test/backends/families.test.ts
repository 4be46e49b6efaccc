import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { familyNamed, lookbackOf, readingFamily } from '../../src/backends/index.ts';

test('how far a family looks back is known without loading it, and is what it does', async () => {
  for (const kind of ['tfjs_mlp', 'tfjs_gru'] as const) {
    assert.equal(lookbackOf(kind), (await readingFamily(kind)).lookback);
  }
  assert.equal(lookbackOf('xgboost_classifier'), familyNamed('xgboost_classifier').lookback ?? 0);
});

test('a family that does not exist is refused by name, whatever is asked of it', async () => {
  const refusal = { name: 'RangeError', message: /unknown model family "oracle", known: xgboost_classifier, tfjs_mlp/ };
  assert.throws(() => familyNamed('oracle'), refusal);
  assert.throws(() => lookbackOf('oracle'), refusal);
  await assert.rejects(readingFamily('oracle'), refusal);
});

/** Packages that are loaded when a program imports the module, and then does what is said. */
function loadedBy(module: string, then = ''): string[] {
  const program = `
    import { registerHooks } from 'node:module';
    const found = new Set();
    registerHooks({ resolve(name, context, next) { found.add(name); return next(name, context); } });
    const module = await import(${JSON.stringify(new URL(`../../${module}`, import.meta.url).href)});
    ${then}
    console.log(JSON.stringify([...found]));`;
  const stdout = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  return JSON.parse(stdout).filter((name: string) => /^koffi|^@tensorflow/.test(name));
}

test('TensorFlow.js and libxgboost are loaded when a family needs them, and not before', () => {
  assert.deepEqual(loadedBy('src/cli/program.ts', 'module.createProgram();'), []);
  const asked = "module.lookbackOf('tfjs_gru'); module.familyNamed('xgboost_classifier');";
  assert.deepEqual(loadedBy('src/backends/index.ts', asked), []);
  const network = loadedBy('src/backends/index.ts', "await module.readingFamily('tfjs_mlp');");
  assert.ok(network.includes('@tensorflow/tfjs-core'));
  assert.ok(!network.includes('koffi'));
});
