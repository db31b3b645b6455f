import { dataset, pipeline, reject, skip } from '../../src/step';

export default pipeline({
  version: 1,
  datasets: {
    airports: dataset({
      id: ['code'],
      // The file calls its code `pk`, which is the name of Sluice's own key.
      transform: ({ pk: code, open, ...row }) => {
        if (code === undefined) return reject('CODE_MISSING', 'the row has no pk');
        return open === false ? skip : { code, ...row };
      },
    }),
  },
});
