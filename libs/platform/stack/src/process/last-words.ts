import { stripVTControlCharacters } from 'node:util';
import type { Child } from './child.ts';

const FRAME = /^\s+at |^Node\.js v|^\s*$/;

/** The last things a program said, for the detail of a fault; frames of a stack trace tell a user nothing. */
export function lastWords(child: Child): string {
  // A program that was told to use colours writes them into its errors as well.
  const lines = child.lastLines().map((line) => stripVTControlCharacters(line));
  const told = lines.filter((line) => !FRAME.test(line));
  return told.slice(-5).join(' ').trim();
}
