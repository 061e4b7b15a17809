import { type DataCommand } from '../../config/data-command.js';
import { type DataCommandName } from '../../config/data-commands.js';
import { type DataTarget } from './data-target.js';

/** The commands that make a folder where there is none, as a server does. One that changes or removes has nothing to do there. */
const MAKES_FOLDER: readonly DataCommandName[] = ['put', 'import'];

/** Opens what a command works on. Each side is loaded alone: a command that works on a server needs no addon. */
export async function openTarget({ name, place }: DataCommand, signal: AbortSignal): Promise<DataTarget> {
  if (place.kind === 'server') {
    const { ServerTarget } = await import('./server-target.js');
    return new ServerTarget(place, signal);
  }
  const { FolderTarget } = await import('./folder-target.js');
  return FolderTarget.open(place, MAKES_FOLDER.includes(name) ? 'any' : 'existing', signal);
}
