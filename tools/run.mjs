// What the npm scripts call. `node tools/run.mjs demo|start|build|test|calendar|bench|chaos|prove|clean [args]`, on any Node from 20 on.

import { build, commandLine, prepare, program, say } from './bootstrap.mjs';
import { calendar } from './calendar.mjs';
import { clean } from './clean.mjs';
import { prove } from './prove.mjs';
import { test } from './test.mjs';

const [task, ...args] = process.argv.slice(2);
if (task === 'demo' || task === 'start') await commandLine([task, ...args]);
else if (task === 'build') {
  prepare();
  process.exitCode = build() ? 0 : 1;
} else if (task === 'bench') await program('libs/testing/bench/dist/main.js', args);
else if (task === 'chaos') await program('libs/testing/chaos/dist/main.js', args);
else if (task === 'test') process.exitCode = await test(args);
else if (task === 'calendar') process.exitCode = await calendar(args);
else if (task === 'prove') process.exitCode = await prove(args);
else if (task === 'clean') process.exitCode = await clean(args);
else {
  say('usage: node tools/run.mjs demo|start|build|test|calendar|bench|chaos|prove|clean [arguments]');
  process.exitCode = 2;
}
