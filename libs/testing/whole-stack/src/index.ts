export { type CliAnswer, startWholeStack, type WholeStack } from './whole-stack.ts';
