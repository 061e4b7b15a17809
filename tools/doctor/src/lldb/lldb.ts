import { LLDB_INSTALL, LLDB_MAJOR, LLDB_MAJOR_MIN } from '@bimetal/setup/lldb';
import { type LldbAnswer, probeLldb } from './lldb-probe.ts';
import { broken, type Check, fine, type Finding, notice, type SetUp } from '../set-up.ts';

/** LLDB, its Python, the plugin in it, and what the plugin knows of this Node: each needs the one before. */
export const lldbChecks: readonly Check[] = [
  { name: 'LLDB', examine: examineVersion },
  { name: 'LLDB Python', examine: withLldb(examinePython) },
  { name: 'plugin loads', examine: withLldb(examinePlugin) },
  { name: 'V8 is known', examine: withLldb(examineV8) },
];

function examineVersion(setUp: SetUp): Finding {
  const answer = probeLldb(setUp);
  if (!answer) return broken('there is no lldb on the PATH', LLDB_INSTALL);
  const { major, version, path } = answer.lldb;
  if (major < LLDB_MAJOR_MIN)
    return broken(`${path} is ${version}, and ${LLDB_MAJOR_MIN} is the oldest that serves`, LLDB_INSTALL);
  if (major < LLDB_MAJOR) {
    return notice(
      `${path} is ${version}: \`ts bt\` merges the stack, plain \`bt\` does so from ${LLDB_MAJOR} on`,
      LLDB_INSTALL,
    );
  }
  return fine(`${path} is ${version}`);
}

function withLldb(examine: (answer: LldbAnswer, setUp: SetUp) => Finding) {
  return (setUp: SetUp): Finding => {
    const answer = probeLldb(setUp);
    return answer ? examine(answer, setUp) : notice('not looked at, for want of LLDB');
  };
}

function examinePython({ python, output }: LldbAnswer): Finding {
  if (python) return fine(`Python ${python}`);
  // That is all LLDB says when the package with its `lldb` module is missing: there is a Python, and it can do nothing.
  if (/python failed attempting to evaluate/.test(output)) {
    return broken('this LLDB does not find its own Python module `lldb`', LLDB_INSTALL);
  }
  const said = output.split('\n').find((line) => /error|Error/.test(line)) ?? 'it said nothing';
  return broken(`this LLDB runs no Python: ${said}`, LLDB_INSTALL);
}

function examinePlugin({ python, problem }: LldbAnswer): Finding {
  if (!python) return notice('not looked at, for want of LLDB with Python');
  if (problem)
    return broken(`tools/lldb-ts does not load: ${problem}`, 'git checkout -- tools/lldb-ts, or update LLDB');
  return fine('tools/lldb-ts, command `ts`');
}

function examineV8({ versions, symbols = 0, missing = [] }: LldbAnswer, { v8, node }: SetUp): Finding {
  if (!versions) return notice('not looked at, for want of the plugin');
  const known = versions.join(' and ');
  const [version = v8] = /^\d+\.\d+/.exec(v8) ?? [];
  const reinstall = 'rm -r node_modules/node-* && npm install --include=optional';
  if (!versions.includes(version)) {
    return broken(`V8 ${version} is none the plugin knows (${known}): it shows raw frames`, reinstall);
  }
  if (symbols === 0) return broken(`${node} has no v8dbg_ symbols: it was stripped`, reinstall);
  if (missing.length > 0) return broken(`${node} lacks v8dbg_${missing[0]}`, reinstall);
  return fine(`V8 ${version}, ${symbols} debug symbols`);
}
