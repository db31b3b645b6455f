/** The attributes that Sluice adds to each item of the records table. stack/storage.yml names the first one as well. */

/** The partition key: `<dataset>#<id>`. */
export const KEY = 'pk';

/** The id of the job that wrote the item. */
export const JOB = '_job';

/** The item's row number in the input, from 1. */
export const NUMBER = '_row';
