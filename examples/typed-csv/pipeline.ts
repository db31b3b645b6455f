import * as v from 'valibot';
import { dataset, decimal, pipeline, reject, skip } from '../../src/step';

/** Accepts an empty cell as null. */
const emptyAsNull = v.pipe(
  v.literal(''),
  v.transform(() => null),
);

const Reading = v.object({
  station: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  day: v.pipe(v.string(), v.isoDate('must be a date such as 2026-01-31')),
  rain_mm: decimal(),
  wind_ms: v.union([emptyAsNull, decimal()], 'must be empty or a decimal number'),
});

export default pipeline({
  version: 1,
  datasets: {
    readings: dataset({
      id: ['station', 'day'],
      schema: Reading,
      transform: (row) => {
        if (row.station === 'TEST') return skip;
        if (row.rain_mm < 0) return reject('RAIN_NEGATIVE', 'rain_mm is negative');
        return { ...row, wet: row.rain_mm > 0 };
      },
    }),
  },
});
