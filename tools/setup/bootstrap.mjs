/**
 * The door of every npm script: `node tools/setup/bootstrap.mjs <start|test|dev|doctor|setup|bench> [arguments]`.
 *
 * It runs on the system's Node, before anything is installed: plain JavaScript, no dependencies, nothing newer than
 * Node 14 knows, so that an old Node gets a sentence and not a syntax error. It installs the npm packages when they
 * changed (the workspace's own Node 26 is one of them), and hands over to the `<command>.ts` of tools/setup on that Node; the
 * doctor is a tool of its own.
 */
import { dirname, join, resolve } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

import { prepareBuild } from './bootstrap/build-packages.mjs';
import { nodeProblem, toolProblems } from './bootstrap/needed-programs.mjs';
import { fetchCrates } from './bootstrap/crates.mjs';
import { commandHelp, isHelp, usage, unknownCommand } from './bootstrap/help.mjs';
import { install, installNeeded } from './bootstrap/install.mjs';
import { workspaceNode } from './bootstrap/node.mjs';
import { runChild } from './bootstrap/run-child.mjs';
import { writableProblem } from './bootstrap/writable.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Ends with one message and no stack: what went wrong here is the machine's state, not a defect. */
function fail(message) {
  console.error(message);
  process.exit(1);
}

async function main(command, args) {
  if (!command || isHelp(command)) {
    console.log(usage());
    return 0;
  }
  const help = commandHelp(command);
  if (!help) fail(unknownCommand(command));

  const oldNode = nodeProblem(process.versions.node);
  if (oldNode) fail(oldNode);

  const needed = installNeeded(root);
  // `start` builds only what changed, and says it itself then; the doctor writes nothing.
  const writes = needed || !['start', 'doctor'].includes(command);
  if (args.some(isHelp)) {
    console.log(help.text);
    // Help must be quick: what only the installed program knows is shown when it is there, and never fetched for it.
    if (!help.continues) return 0;
    if (needed) {
      console.log(`\n${help.later}`);
      return 0;
    }
    console.log('');
  } else if (writes && writableProblem(root)) {
    fail(writableProblem(root));
  } else if (needed) {
    const problems = toolProblems(root);
    // What only its user can install comes first: nothing is changed on a machine that cannot go on anyway.
    if (problems.length === 0) problems.push(...prepareBuild());
    if (problems.length > 0) fail(problems.join('\n\n'));
    const code = await install(root, needed);
    if (code !== 0) return code;
    const noCrates = fetchCrates(root);
    if (noCrates) fail(noCrates);
  }

  const node = workspaceNode(root);
  if (node.problem) fail(node.problem);

  const script = join(root, 'tools', command === 'doctor' ? 'doctor' : 'setup', 'src', `${command}.ts`);
  if (node.isThisOne) {
    process.argv = [process.execPath, script, ...args];
    await import(pathToFileURL(script).href);
    return process.exitCode || 0;
  }
  return (await runChild(node.path, [script, ...args])).code;
}

process.exitCode = await main(process.argv[2], process.argv.slice(3));
