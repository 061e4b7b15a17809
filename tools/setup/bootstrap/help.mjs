/** What `npm start|test|run dev|run doctor|run bench -- --help` say before anything is installed. */
const commands = {
  start: {
    summary: 'build what changed, then run the server with its page',
    text: `npm start -- [command] [options]

Builds what changed since the last time (release addon, libraries, API, page) and runs the server with its page on
http://127.0.0.1:5000. Relative paths are relative to the folder you stand in. Ctrl-C shuts down cleanly.

  npm start
  npm start -- --urls http://127.0.0.1:5123 --datapath ./my-data
  npm start -- check --datapath ./my-data`,
    continues: true,
    later:
      "The server's own options are listed here once the packages are installed: run `npm install` or `npm start`.",
  },
  test: {
    summary: 'build, check and test everything, and end in a verdict',
    text: `npm test [-- further Nx options]

Builds, type-checks, lints and tests every project, the end-to-end suites included, and prints the verdict as its last
line: "N passed, N failed". What did not change is answered from the cache. What is missing of a C compiler, Chromium and
LLDB is installed with apt where that is possible, otherwise the command says what to install; CHROMIUM_PATH names
another Chromium.

  npm test
  npm test -- --skip-nx-cache`,
  },
  dev: {
    summary: 'watch everything: page on 4200, API on 5000, Rust edits live',
    text: `npm run dev -- [server options]

Watches everything: the page with live reload on http://127.0.0.1:4200, the API on http://127.0.0.1:5000 with its
inspector on 127.0.0.1:9229. A TypeScript edit restarts the API; a Rust edit rebuilds the addon (debug) and restarts it.
Ctrl-C ends all of it. Server options such as --urls and --datapath go to the API.`,
  },
  doctor: {
    summary: 'say what stands in the way of debugging, and what mends it',
    text: `npm run doctor [-- --json]

Looks at everything that a debugging session needs: whether processes may be traced (ptrace, Yama, seccomp, ASLR), LLDB, its
Python and the plugin in it, whether the plugin knows this Node's V8, the inspector's port, the addon's debug info and age,
source maps, and whether a running server runs the addon that is on disk. Each has a verdict, and where something is wrong
the command that mends it. Changes nothing; ends with 1 when something is broken.`,
  },
  setup: {
    summary: 'install the npm packages and fetch the crates, and do nothing else',
    text: `npm run setup

Installs the npm packages and fetches the crates when they changed, as every other command does before it begins, and
compares what is installed with the lock file: every version and every checksum. Packages of this system that the lock
file lacks are installed beside it, and named.`,
  },
  bench: {
    summary: 'measure, with the release addon',
    text: `npm run bench -- <suite> [options]

Builds the release addon and runs one suite of benchmarks.`,
    continues: true,
    later: 'The suites are listed here once the packages are installed: run `npm install`.',
  },
};

export function isHelp(argument) {
  return argument === '--help' || argument === '-h';
}

export function commandHelp(command) {
  return Object.prototype.hasOwnProperty.call(commands, command) ? commands[command] : undefined;
}

export function usage() {
  const lines = Object.keys(commands).map((name) => {
    const script = name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
    return `  ${script.padEnd(14)} ${commands[name].summary}`;
  });
  return ['Usage:', ...lines, '', 'Options come after `--`, as in `npm start -- --help`.'].join('\n');
}

export function unknownCommand(command) {
  return `There is no command "${command}".\n\n${usage()}`;
}
