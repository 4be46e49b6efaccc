import { InvalidArgumentError, Option } from 'commander';
import { MOST_PARTITIONS, PLAIN } from '../../db/partitions/tables.ts';

export type PartitionsFlag = { readonly partitions?: number };

export const partitionsOption = (help: string): Option =>
  new Option('--partitions <n>', help).argParser((text: string): number => {
    const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (number < PLAIN || number > MOST_PARTITIONS) {
      throw new InvalidArgumentError(`must be a whole number from ${PLAIN} to ${MOST_PARTITIONS}`);
    }
    return number;
  });
