import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { AdministratorError } from '../../src/db/administrator.ts';
import { applyLogicFiles, migrate } from '../../src/db/migrate.ts';
import { createClient, createPool } from '../../src/db/pool.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { one, rows } from '../support/rows.ts';
import { forgetfully, temporaryFolder } from '../support/server.ts';

const ROLES = ['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker'] as const;

/** On managed Postgres nobody is superuser: whoever sets up has CREATEROLE at most. Roles belong to the whole server. */
describe('on a server that is not ours', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let superuser: pg.Client;
  const urlOf = (login: string): string => {
    const url = new URL(server.url);
    url.username = login;
    url.password = 'secret';
    return url.href;
  };
  const refusal = async (login: string, schema: string): Promise<string> => {
    const error = await migrate(urlOf(login), schema).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AdministratorError, String(error));
    return error.message;
  };
  const scriptOf = (message: string): string =>
    message
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .join('\n');
  const actsAsEachRole = async (login: string, schema: string) => {
    for (const role of ROLES) {
      const pool = createPool({ databaseUrl: urlOf(login), schema, role });
      try {
        const found = await rows(
          pool,
          'select current_user::text as role from run_grid right join (values (1)) v on true',
        );
        assert.deepEqual(found, [{ role }]);
      } finally {
        await pool.end();
      }
    }
  };

  before(async () => {
    folder = await temporaryFolder();
    server = await startEmbeddedPostgres(folder);
    superuser = new pg.Client({ connectionString: server.url });
    await superuser.connect();
    await forgetfully(superuser);
    await superuser.query(`
      create role plain login password 'secret';
      create role loader login password 'secret';
      create role creator login createrole password 'secret';
      create role late login createrole password 'secret';
      grant create on database postgres to creator, late`);
  });
  after(async () => {
    await superuser.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('whoever may create roles sets up alone', async () => {
    await migrate(urlOf('creator'), 'created');
    await actsAsEachRole('creator', 'created');
    await superuser.query(`drop owned by creator cascade; drop role ${ROLES.join(', ')}`);
  });

  test('whoever may not is given one script, which once run by an administrator is enough', async () => {
    await superuser.query(`
      create schema adopted authorization loader;
      create table adopted.base_instruments (id serial primary key, symbol text not null);
      insert into adopted.base_instruments (symbol) values ('OLD');
      create table adopted.stock_prices (
        stock_id integer not null, trading_date_local date not null, open_price numeric, high_price numeric,
        low_price numeric, close_price numeric, unique (stock_id, trading_date_local));
      alter table adopted.stock_prices owner to loader`);
    const message = await refusal('plain', 'adopted');
    assert.match(message, /^plain may not do all that setting up takes; nothing was changed\./);
    assert.deepEqual(
      scriptOf(message)
        .split('\n')
        .map((line) => line.trim()),
      [
        ...ROLES.map((role) => `create role ${role} nologin;`),
        'grant pgaugur_reader to pgaugur_operator;',
        ...ROLES.map((role) => `grant ${role} to plain;`),
        'grant create on database postgres to plain;',
        'grant usage, create on schema adopted to plain;',
        'alter table adopted.base_instruments owner to plain;',
        'grant loader to plain;',
      ],
    );
    await superuser.query(scriptOf(message));
    await migrate(urlOf('plain'), 'adopted');
    await actsAsEachRole('plain', 'adopted');

    const worker = createClient({ databaseUrl: urlOf('plain'), schema: 'adopted', role: 'pgaugur_worker' });
    await worker.connect();
    await worker.query(
      "insert into adopted_worker._private_tasks (identifier) values ('row-level security lets the worker in')",
    );
    await worker.end();
    const loader = createClient({ databaseUrl: urlOf('loader'), schema: 'adopted' });
    await loader.connect();
    await loader.query("insert into stock_prices values (1, '2024-01-02', 10, 11, 9, 10)");
    await loader.end();
    assert.deepEqual(await one(superuser, 'select reason from adopted.ml_pipeline_runs'), {
      reason: 'prices inserted',
    });
  });

  test('an upgrade takes none of the rights that creating took', async () => {
    await superuser.query(`
      revoke create on database postgres from plain;
      update adopted.pgaugur_version set logic_hash = 'of an earlier version'`);
    assert.equal((await migrate(urlOf('plain'), 'adopted')).logicApplied, true);
    const owner = createClient({ databaseUrl: urlOf('plain'), schema: 'adopted' });
    await owner.connect();
    await applyLogicFiles(owner, 'adopted');
    await owner.end();
  });

  test('roles that somebody else made are asked for, all at once', async () => {
    const version = await one<{ number: number }>(
      superuser,
      "select current_setting('server_version_num')::int as number",
    );
    if (version.number < 160_000) return void (await migrate(urlOf('late'), 'late')); // CREATEROLE may grant any role
    const message = await refusal('late', 'late');
    assert.deepEqual(
      scriptOf(message)
        .split('\n')
        .map((line) => line.trim()),
      ROLES.map((role) => `grant ${role} to late;`),
    );
    await superuser.query(scriptOf(message));
    await migrate(urlOf('late'), 'late');
    await actsAsEachRole('late', 'late');
  });
});
