import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { progressPrinter } from '../../src/cli/start/progress.ts';
import type { WatchedStep } from '../../src/db/run_grid.ts';

const step = (runId: number, symbol: string, name: string, more: Partial<WatchedStep> = {}): WatchedStep => ({
  runId,
  symbol,
  runStatus: 'running',
  reason: 'prices inserted',
  outcome: null,
  position: 1,
  name,
  status: 'succeeded',
  attempt: 1,
  seconds: 0.1,
  summary: 'fine',
  lastError: null,
  ...more,
});

describe('progress of runs', () => {
  /** What is printed for pictures of the grid that follow each other. */
  function printed(...pictures: WatchedStep[][]): string[] {
    const lines: string[] = [];
    const printer = progressPrinter((line) => lines.push(stripVTControlCharacters(line).replace(/ {2,}/g, '  ')));
    for (const picture of pictures) printer.print(picture);
    return lines;
  }

  test('a run by itself: a heading, then each step once', () => {
    const first = [step(1, 'AAA', 'one')];
    assert.deepEqual(printed(first, first, [...first, step(1, 'AAA', 'two')]), [
      '\nAAA  run 1: prices inserted',
      '  ✓ one  0.1 s  fine',
      '  ✓ two  0.1 s  fine',
    ]);
  });

  test('lines of several open runs name their symbols, also of the one that goes on alone', () => {
    const [a, b] = [step(1, 'AAA', 'one'), step(2, 'LONGER', 'one')];
    assert.deepEqual(printed([a, b], [step(1, 'AAA', 'two')]), [
      '\nAAA  run 1: prices inserted',
      '  AAA  ✓ one  0.1 s  fine',
      '\nLONGER  run 2: prices inserted',
      '  LONGER  ✓ one  0.1 s  fine',
      '  AAA  ✓ two  0.1 s  fine',
    ]);
  });

  test('a run that starts after the others have ended has its heading to itself', () => {
    const ended = { runStatus: 'succeeded' } as const;
    const lines = printed([step(1, 'AAA', 'one', ended), step(2, 'BBB', 'one', ended)], [step(3, 'CCC', 'one')]);
    assert.deepEqual(lines.slice(-2), ['\nCCC  run 3: prices inserted', '  ✓ one  0.1 s  fine']);
  });

  test('each failed attempt and the end of a run are shown once', () => {
    const failed = step(1, 'AAA', 'one', {
      status: 'failed',
      lastError: 'disk full',
      runStatus: 'failed',
      outcome: 'gave up',
    });
    assert.deepEqual(printed([failed], [failed]), [
      '\nAAA  run 1: prices inserted',
      '  ✗ one  attempt 1: disk full',
      '  failed: gave up',
    ]);
  });
});
