// What the npm scripts call. `node tools/run.mjs demo|start|test|bench|clean [args]`, on any Node from 20 on.

import { commandLine, say } from './bootstrap.mjs';
import { clean } from './clean.mjs';
import { test } from './test.mjs';

const [task, ...args] = process.argv.slice(2);
if (task === 'demo' || task === 'start' || task === 'bench') await commandLine([task, ...args]);
else if (task === 'test') process.exitCode = await test(args);
else if (task === 'clean') process.exitCode = await clean(args);
else {
  say('usage: node tools/run.mjs demo|start|test|bench|clean [arguments]');
  process.exitCode = 2;
}
