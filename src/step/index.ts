export { decimal } from './decimal';
export { reject, skip } from './outcome';
export { dataset, pipeline } from './pipeline';
