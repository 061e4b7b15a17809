/**
 * The committed declarations of the addon against those that its debug build just wrote: `check` fails when they differ,
 * `write` takes the new ones over.
 *
 * They are committed because the TypeScript above is compiled against them, and so that a change of the boundary shows
 * in a review.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const committed = new URL('index.d.ts', import.meta.url);
const built = new URL('dist/debug/index.d.ts', import.meta.url);
const [command] = process.argv.slice(2);

const wanted = readFileSync(built, 'utf8');
const found = readOrNothing(committed);

if (command === 'write') {
  writeFileSync(committed, wanted);
  console.log('native/addon/index.d.ts is what the debug build wrote.');
} else if (command !== 'check') {
  console.error('usage: node native/addon/declarations.mjs check|write');
  process.exitCode = 2;
} else if (found === wanted) {
  console.log('native/addon/index.d.ts matches the debug build.');
} else {
  const line = firstDifference(found.split('\n'), wanted.split('\n'));
  console.error(
    [
      `native/addon/index.d.ts differs from what the debug build wrote, first in line ${line.number}:`,
      `- ${line.found}`,
      `+ ${line.wanted}`,
      'Take the new declarations over, and commit them: npx nx write-declarations @bimetal/addon',
    ].join('\n'),
  );
  process.exitCode = 1;
}

function readOrNothing(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return '';
    }
    throw error;
  }
}

function firstDifference(found, wanted) {
  const index = wanted.findIndex((line, position) => line !== found[position]);
  const at = index === -1 ? wanted.length : index;
  return { number: at + 1, found: found[at] ?? '(nothing)', wanted: wanted[at] ?? '(nothing)' };
}
