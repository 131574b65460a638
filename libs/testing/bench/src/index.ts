export { type Figure, jsonFigures, printFigures } from './report.ts';
