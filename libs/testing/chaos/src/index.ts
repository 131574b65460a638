export { type ChaosPlan, type ChaosReport, isSound, runChaos } from './run-chaos.ts';
