import type { Child } from './child.ts';

const FRAME = /^\s+at |^Node\.js v|^\s*$/;

/** The last things a program said, for the detail of a fault; frames of a stack trace tell a user nothing. */
export function lastWords(child: Child): string {
  const told = child.lastLines().filter((line) => !FRAME.test(line));
  return told.slice(-5).join(' ').trim();
}
