export { cveIdOf, dayOf, instantOf, listOf, objectOf, textOf, vectorOf } from './fields.ts';
