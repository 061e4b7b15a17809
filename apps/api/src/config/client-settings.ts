import { Option } from 'commander';

/** What a command that works on a server is told about it. Said by the command line and the environment alone, never by a file. */
export const clientSettings = {
  url: {
    flag: '--url',
    variable: 'BIMETAL_URL',
    placeholder: 'URL',
    describe: 'the server to work on, in place of a folder: http://127.0.0.1:5000',
    secret: false,
  },
  key: {
    flag: '--key',
    variable: 'BIMETAL_KEY',
    placeholder: 'KEY',
    describe:
      'the API key that the server asks for; other users of the machine see a command line, and not the variable',
    secret: true,
  },
} as const;

export type ClientSettingKey = keyof typeof clientSettings;

export const clientSettingKeys = Object.keys(clientSettings) as ClientSettingKey[];

export function clientOption(name: ClientSettingKey): Option {
  const { flag, placeholder, describe, variable } = clientSettings[name];
  return new Option(`${flag} <${placeholder}>`, `${describe} [${variable}]`);
}
