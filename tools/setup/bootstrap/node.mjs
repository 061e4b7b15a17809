import { existsSync, readFileSync, realpathSync } from 'fs';
import { join } from 'path';

/**
 * The Node that runs Bimetal: the npm package for this platform, or, where there is none, the one that runs now when it
 * is new enough. Answers `{ path, isThisOne }` or `{ problem }`.
 */
export function workspaceNode(root, platform = `${process.platform}-${process.arch}`) {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `node-${platform.replace(/^win32-/, 'win-')}`;
  const wanted = optionalDependencies[name];
  if (wanted) {
    const path = join(root, 'node_modules', name, 'bin', platform.startsWith('win32') ? 'node.exe' : 'node');
    if (existsSync(path)) return { path, isThisOne: realpathSync(path) === realpathSync(process.execPath) };
    return {
      problem: `The package ${name}@${wanted} is missing from node_modules although this platform has one.\nRun: npm install --include=optional`,
    };
  }
  const needed = Object.values(optionalDependencies)[0] || '26';
  if (Number(process.versions.node.split('.')[0]) >= Number(needed.split('.')[0])) {
    return { path: process.execPath, isThisOne: true };
  }
  return {
    problem: [
      `There is no npm package of Node ${needed} for ${platform}, so the system's Node is used, and it is ${process.versions.node}.`,
      `Install Node ${needed.split('.')[0]} or newer (https://nodejs.org/en/download, or \`nvm install ${needed.split('.')[0]}\`) and start again.`,
    ].join('\n'),
  };
}
