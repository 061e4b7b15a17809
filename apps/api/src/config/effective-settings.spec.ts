import { commandLineLayer, environmentLayer, fileLayer } from './config.js';
import { effectiveSettings, settingsText } from './effective-settings.js';
import { settingKeys } from './settings.js';

const layers = [
  fileLayer('/shipped.json', { urls: 'http://127.0.0.1:5000', logLevel: 'info' }),
  fileLayer('/here/bimetal.json', { logLevel: 'warn', hosts: ['a.example'] }),
  environmentLayer({ datapath: 'data' }),
  commandLineLayer({ drainSeconds: '7' }),
];
const client = { env: { BIMETAL_URL: 'http://127.0.0.1:1', BIMETAL_KEY: 'bmt_secret' }, options: {} };

describe('the effective settings', () => {
  it('say where each of them was said', () => {
    const settings = effectiveSettings(layers, '/here', client);
    const find = (wanted: string) => settings.find(({ name }) => name === wanted);
    expect(find('logLevel')).toEqual({
      name: 'logLevel',
      value: 'warn',
      source: { kind: 'file', name: '/here/bimetal.json' },
    });
    expect(find('datapath')).toMatchObject({
      value: '/here/data',
      source: { kind: 'variable', name: 'BIMETAL_DATAPATH' },
    });
    expect(find('drainSeconds')).toMatchObject({ value: 7, source: { kind: 'flag', name: '--drain-seconds' } });
    expect(find('engine')).toEqual({ name: 'engine', value: null, source: { kind: 'default' } });
    expect(settings.map(({ name }) => name)).toEqual([...settingKeys, 'url', 'key']);
  });

  it('keep keys to themselves', () => {
    const settings = effectiveSettings(layers, '/here', client);
    for (const json of [true, false]) expect(settingsText(settings, json)).not.toContain('bmt_secret');
    expect(settings.at(-1)).toEqual({
      name: 'key',
      value: '********',
      source: { kind: 'variable', name: 'BIMETAL_KEY' },
    });
  });

  it('are a table for people, and an object for programs', () => {
    const settings = effectiveSettings(layers, '/here', client);
    expect(settingsText(settings, false)).toMatch(/^hosts +a\.example +file \/here\/bimetal\.json$/m);
    expect(JSON.parse(settingsText(settings, true))).toMatchObject({
      hosts: { value: ['a.example'], source: { kind: 'file' } },
    });
  });

  it('are refused as a server would refuse them', () => {
    const open = [...layers, commandLineLayer({ urls: 'https://127.0.0.1:1' })];
    expect(() => effectiveSettings(open, '/here', client)).toThrow('--tls-cert');
  });
});
