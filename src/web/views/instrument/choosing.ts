import { hasServer } from '../../api/ask.ts';
import { setQuery } from '../../parts/router.ts';

/** A point of a chart leads to the reasons of its prediction, where they can be asked for. */
export const choosing = <Row>(predictionOf: (row: Row) => string | undefined) =>
  hasServer()
    ? {
        onChoose: (row: Row): void => {
          const prediction = predictionOf(row);
          if (prediction !== undefined) setQuery({ prediction });
        },
        chooses: 'explains the prediction',
      }
    : {};
