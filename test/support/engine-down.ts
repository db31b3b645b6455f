export { engineDown as default } from './engine-up';
