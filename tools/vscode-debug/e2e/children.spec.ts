import { existsSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeDebugging } from './debugging.ts';
import { BETWEEN, NEWEST } from './matrix-versions.ts';
import { Sources } from './sources.ts';

const nodes = [NEWEST, ...BETWEEN].filter(({ lldbDap }) => /22/.test(String(lldbDap)));

const PROGRAMS = {
  'child_process.fork': `const { fork } = require('child_process');
if (process.send) process.send(process.execArgv.join(), () => process.disconnect());
else fork(__filename).on('message', (told) => console.log('child says [' + told + ']'));
`,
  'cluster.fork': `const cluster = require('cluster');
if (cluster.isPrimary) cluster.fork().on('message', (told) => console.log('child says [' + told + ']'));
else process.send(process.execArgv.join(), () => process.disconnect());
`,
  'spawn with its own options': `const { spawn } = require('child_process');
if (process.argv[2]) console.log('[' + process.execArgv.join() + ']');
else spawn(process.execPath, [...process.execArgv, __filename, 'x']).stdout.on('data', (told) => console.log('child says ' + told));
`,
  'fork from a worker': `const { Worker, isMainThread } = require('worker_threads');
const { fork } = require('child_process');
if (process.send) process.send(process.execArgv.join(), () => process.disconnect());
else if (isMainThread) new Worker(__filename);
else fork(__filename).on('message', (told) => console.log('child says [' + told + ']'));
`,
};

describeDebugging('what a program starts', () => {
  it.each(nodes.flatMap((cell) => Object.entries(PROGRAMS).map(([name, text]) => ({ ...cell, how: name, text }))))(
    'runs as it does without a debugger: $how, with $name',
    async ({ node, text }) => {
      await using sources = new Sources();
      sources.put('main.js', text);
      await sources.launch('main.js', {}, { runtimeExecutable: realpathSync(node ?? '') });
      await sources.client.event('terminated');
      expect(sources.client.output).toContain('child says []');
    },
  );

  it('ends with the session that ends the program, unless it has a session of its own', async () => {
    await using sources = new Sources();
    sources.put(
      'main.js',
      `const { spawn } = require('child_process');
const wait = ['-e', 'setInterval(() => {}, 1000)'];
const child = spawn(process.execPath, wait);
const own = spawn(process.execPath, wait, { detached: true, stdio: 'ignore' });
console.log('started', child.pid, own.pid);
setInterval(() => {}, 1000);
`,
    );
    await sources.launch('main.js');
    const [child = 0, own = 0] = (await sources.client.printed(/started \d+ \d+/)).split(' ').slice(1).map(Number);
    try {
      await sources.client.end();
      while (existsSync(`/proc/${child}`)) await sleep(10);
      expect(existsSync(`/proc/${own}`)).toBe(true);
    } finally {
      process.kill(own, 'SIGKILL');
    }
  });
});
