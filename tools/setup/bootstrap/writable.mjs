import { accessSync, constants, existsSync } from 'fs';
import { join } from 'path';

/** Where installing and building write first. One `sudo npm start` leaves all of them to root. */
const WRITTEN = ['.', 'node_modules', '.nx', '.nx/cache', 'target'];

/** That this user may not write where a build has to, as a message that says what to do, or undefined. */
export function writableProblem(root, mayWrite = isWritable) {
  const refused = WRITTEN.map((path) => join(root, path)).find((path) => existsSync(path) && !mayWrite(path));
  if (!refused) return undefined;
  return [
    `Installing and building write to ${refused}, and you may not.`,
    `Start it as the user it belongs to, or make the checkout yours: sudo chown -R "$(id -un)" ${root}`,
  ].join('\n');
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
