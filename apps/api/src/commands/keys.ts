import { type ApiKey } from '@bimetal/contract';
import { type KeysCommand } from '../config/keys-command.js';
import { exitCodes } from '../config/startup-error.js';
import { FolderApiKeys } from './folder-api-keys.js';
import { ServerApiKeys } from './server-api-keys.js';

/** What a command prints: results to standard output, and words for people to standard error. */
export interface Said {
  readonly print: (line: string) => void;
  readonly say: (line: string) => void;
}

export async function keys(command: KeysCommand, { print, say }: Said, signal: AbortSignal): Promise<number> {
  const { place, json } = command;
  await using target =
    place.kind === 'folder' ? FolderApiKeys.open(place, command.action) : new ServerApiKeys(place, signal);
  switch (command.action) {
    case 'list': {
      const found = await target.list();
      if (json) print(JSON.stringify({ keys: found }, undefined, 2));
      else for (const key of found) print(lineOf(key));
      if (found.length === 0) say('There are no API keys: whoever reaches the server can read and write everything.');
      break;
    }
    case 'create': {
      const made = await target.create(command.asked);
      print(json ? JSON.stringify(made, undefined, 2) : made.key);
      say(`Made the API key ${made.id}. It is shown this once: only its hash is kept.`);
      break;
    }
    case 'revoke': {
      const revoked = await target.revoke(command.id);
      if (json) print(JSON.stringify(revoked, undefined, 2));
      say(`Revoked the API key ${revoked.id}.`);
      const left = await target.list();
      if (left.length === 0)
        say('There are no API keys left: whoever reaches the server can read and write everything.');
      else if (!left.some(({ scopes }) => scopes.includes('admin'))) {
        say('No API key with the scope admin is left: make one by this command before the server needs one.');
      }
    }
  }
  return exitCodes.ok;
}

function lineOf({ id, name, scopes, prefixes, expires }: ApiKey): string {
  const where = prefixes.length === 0 ? 'all documents' : prefixes.map((prefix) => JSON.stringify(prefix)).join(' ');
  const until = expires === undefined ? '' : `  until ${expires}`;
  return `${id}  ${scopes.join(',').padEnd(16)}  ${where}${until}${name === '' ? '' : `  ${JSON.stringify(name)}`}`;
}
