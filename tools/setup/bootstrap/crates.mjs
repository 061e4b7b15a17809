import { spawnSync } from 'child_process';

/**
 * Fetches the crates that the lock file names, and answers what went wrong as a message, or undefined. The build would fetch
 * them itself; what it says without a network is a stack of its own program.
 */
export function fetchCrates(root, env = process.env) {
  const args = ['metadata', '--format-version', '1', '--locked'];
  const options = { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status, error } = spawnSync('cargo', args, options);
  if (status === 0) return undefined;
  return [
    `cargo ${args.join(' ')} ended with ${error ? error.message : status}. What it said is above; nothing was built or started.`,
    'The Rust crates come from their registry the first time, so this takes a network.',
  ].join('\n');
}
