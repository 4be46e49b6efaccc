import { writeFile } from 'node:fs/promises';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { wholeNumbers } from '../support/command_line.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { SESSIONS } from './big_database.ts';
import { type Divided, PARTITIONS, reportOfPartitions } from './partitions_report.ts';
import type { Measured } from './readings.ts';
import { type Clients, ofThousands, type Say } from './thousands.ts';
import { figuresOf, measure, VIEWS_LARGE } from './views.ts';
import { reportOfSizes } from './views_report.ts';

const WRITTEN_TO = new URL('../../docs/reference/partitions.md', import.meta.url);

/** What partitions cost and bring: the same rows in plain tables, and divided by instrument. */
export const partitions: Measurement = {
  name: 'partitions',
  flags: { instruments: '2000,10000' },
  description: `every view, sizes and vacuum on thousands of instruments × ${SESSIONS} sessions, plain and in ${PARTITIONS} partitions; writes docs/reference/partitions.md, and of the plain tables views_large.md`,
  async run(seed, say, flags) {
    const numbers = wholeNumbers('instruments', flags.instruments, 1);
    const measured = await ofThousands(numbers, seed, say, async (clients, instruments, { url, schema }) => {
      const plain = await measureAnalyzed(clients, instruments, say);
      const started = performance.now();
      const progress = (table: string, copied: number, expected: number) => say(`${table}: ${copied} of ${expected}`);
      await partitionTables(url, schema, { partitions: PARTITIONS, prices: true, progress });
      const conversionSeconds = rounded((performance.now() - started) / 1000, 0);
      const divided = await measureAnalyzed(clients, instruments, say);
      return { instruments, plain, divided, conversionSeconds };
    });
    await writeFile(WRITTEN_TO, reportOfPartitions(measured));
    const plain = measured.map((one) => one.plain);
    await writeFile(VIEWS_LARGE, reportOfSizes(plain, 'partitions'));
    return Object.fromEntries(measured.flatMap(figuresOfOne));
  },
};

async function measureAnalyzed(clients: Clients, instruments: number, say: Say): Promise<Measured> {
  await clients.owner.query('vacuum analyze');
  return measure(clients, instruments, say);
}

const figuresOfOne = ({ instruments, plain, divided, conversionSeconds }: Divided) => {
  const of = `Of${instruments}Instruments`;
  return [
    [`conversionSeconds${of}`, conversionSeconds],
    [`plainComparableMs${of}`, figuresOf(plain.found).viewComparableMs],
    [`partitionedComparableMs${of}`, figuresOf(divided.found).viewComparableMs],
  ] as const;
};
