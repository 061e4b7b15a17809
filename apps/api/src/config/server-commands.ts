import { type FolderCommandOptions } from './folder-commands.js';
import { type ServerPlace } from './place.js';
import { configError } from './startup-error.js';

/** The commands for folders that a running server does as well, with its own. */
export const SERVER_COMMANDS = ['check', 'backup', 'stats'] as const;

export type ServerCommandName = (typeof SERVER_COMMANDS)[number];

export function isServerCommand(name: string): name is ServerCommandName {
  return (SERVER_COMMANDS as readonly string[]).includes(name);
}

/** What is asked of which server. */
export interface ServerCommand {
  readonly name: ServerCommandName;
  readonly place: ServerPlace;
  readonly json: boolean;
}

export function toServerCommand(
  name: ServerCommandName,
  place: ServerPlace,
  { to, json = false }: FolderCommandOptions,
): ServerCommand {
  if (to !== undefined) {
    throw configError(
      `${name}: a server makes its backups in its folder for them, so leave --to out, or name a folder by --datapath. See --help.`,
    );
  }
  return { name, place, json };
}
