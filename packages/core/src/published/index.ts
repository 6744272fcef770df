export { firstYear, isCredible, lastYear } from './when.ts';
