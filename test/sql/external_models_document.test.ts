import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { one, rows } from '../support/rows.ts';

const text = readFileSync(new URL('../../docs/external_models.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);

describeInTransaction('docs/external_models.md', (db) => {
  test('what its Python program asks of the database is answered, and what it says is taken', async () => {
    const spx = await addInstrument(db, 'SPX', 'index');
    const walk = walkRows(20, 3, '2020-03-23');
    await insertPriceRows(db, spx, walk);
    const [program] = blocks('python');
    const [read, write] = [...program.matchAll(/"""(.*?)"""/gs)].map(([, statement]) => {
      let place = 0;
      return statement.replaceAll('%s', () => `$${++place}`);
    });
    const bars = await rows<{ trading_date: string }>(db, read, ['SPX']);
    assert.equal(bars.length, 20);
    const newest = bars[bars.length - 1].trading_date;
    await db.query(write, ['momentum', 'SPX', newest, 0.52]);
    await db.query(write, ['momentum', 'SPX', newest, 0.61]);
    await db.query('set constraints all immediate');
    assert.deepEqual(await one(db, 'select model, session, probability from external_predictions'), {
      model: 'momentum',
      session: newest,
      probability: 0.52,
    });
  });

  test('its statements run', async () => {
    const spx = await addInstrument(db, 'SPX', 'index');
    await insertPriceRows(db, spx, walkRows(20, 3, '2020-03-27'));
    const [insert, reads] = blocks('sql');
    await db.query(insert);
    await db.query('set constraints all immediate');
    const statements = reads.split(/;.*\n/).filter((statement) => /leaderboard|track_record/.test(statement));
    assert.equal(statements.length, 2);
    const [board] = statements;
    assert.deepEqual(
      (await rows(db, board)).map(({ model_name, scope }) => [model_name, scope]),
      [['SPX_momentum', 'external']],
    );
    for (const statement of statements) await db.query(statement);
  });
});
