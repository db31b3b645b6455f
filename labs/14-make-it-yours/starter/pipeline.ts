import * as v from 'valibot';
import { dataset, decimal, pipeline, reject, skip } from '../../../src/step';

export default pipeline({
  version: 1, // Increase it when you change the step.
  datasets: {
    // The name of your file, without its extension.
    readings: dataset({
      id: ['station', 'day'],
      schema: v.object({
        station: v.pipe(v.string(), v.nonEmpty('must not be empty')),
        day: v.pipe(v.string(), v.isoDate('must be a date such as 2026-01-31')),
        rain_mm: decimal(),
      }),
      transform: (row) => {
        if (row.station === 'TEST') return skip;
        if (row.rain_mm < 0) return reject('RAIN_NEGATIVE', 'rain_mm is negative');
        return { ...row, wet: row.rain_mm > 0 };
      },
    }),
  },
});
