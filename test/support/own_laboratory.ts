import { type Laboratory, laboratoryOn } from './laboratory.ts';
import { type OwnDatabase, ownDatabase } from './own_database.ts';

/** Workers and a database for the tests of the suite that calls this. */
export function ownLaboratory({ empty = false } = {}): Laboratory & Pick<OwnDatabase, 'pool' | 'beforeDrop'> {
  const database = ownDatabase({ empty });
  const { stopWorkers, ...laboratory } = laboratoryOn(database, database.pool());
  database.beforeDrop(stopWorkers);
  return { ...database, ...laboratory };
}
