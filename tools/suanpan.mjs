#!/usr/bin/env node
// `npx suanpan …`: the command line, with whatever it needs installed and built first.
import { commandLine } from './bootstrap.mjs';

await commandLine(process.argv.slice(2));
