import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { type Entry } from '../store/documents.ts';
import { openContender } from '../store/open-contender.ts';
import { environment, root } from '../start/contenders.ts';
import { type ContenderName } from './contender.ts';
import { fillKinto, kintoSettings } from './kinto.ts';
import { type Installed, type Peers } from './peers.ts';
import { fillPouch } from './pouch.ts';
import { textWithId } from './question.ts';
import { freePort, type Launch } from './server-process.ts';

/** How a server is started over its documents. */
export type Prepared = {
  launch: Launch;
  /** Fills a server that is filled over HTTP. */
  fill?: (url: string) => Promise<void>;
};

const api = join(root, 'apps/api/dist/main.js');
const BATCH = 10_000;
const READY = /^Ready (http:\S+)/;
const OURS_LISTENS = /Listening on (http:[^\s"]+)/;

/** Fills a folder with the documents where that can be done before the start, and says how the server is started. */
export async function prepare(
  name: ContenderName,
  folder: string,
  entries: readonly Entry[],
  peers: Peers,
): Promise<Prepared> {
  const env = environmentOf(folder);
  const program = (file: string, ...args: string[]): Prepared => {
    const command = [process.execPath, resolve(import.meta.dirname, 'servers', file), ...args];
    return { launch: { command, env, cwd: folder, listening: READY } };
  };
  switch (name) {
    case 'bimetal':
    case 'bimetal, 2 workers': {
      await fillStore('log', folder, entries);
      const workers = name === 'bimetal' ? [] : ['--workers', '2'];
      const place = ['--datapath', folder, '--urls', 'http://127.0.0.1:0'];
      const command = [process.execPath, api, 'serve', ...place, ...workers];
      return { launch: { command, env, cwd: folder, listening: OURS_LISTENS } };
    }
    case 'node:http':
    case 'node:http without ETag':
      await fillStore('log', folder, entries);
      return program('node-http.ts', folder, name === 'node:http' ? 'tagged' : 'untagged');
    case 'fastify':
      await fillStore('log', folder, entries);
      return program('fastify.ts', 'bimetal', folder);
    case 'fastify + lmdb':
      await fillStore('lmdb', folder, entries);
      return program('fastify.ts', 'lmdb', folder);
    case 'fastify + SQLite':
      await fillStore('node:sqlite', folder, entries);
      return program('fastify.ts', 'sqlite', folder);
    case 'json-server':
      return jsonServer(folder, entries, folderOf(peers.npm), env);
    case 'express-pouchdb':
      return { ...program('pouchdb.ts', folderOf(peers.npm), folder), fill: (url) => fillPouch(url, entries) };
    case 'kinto':
      return kinto(folder, entries, folderOf(peers.python), env);
  }
}

async function fillStore(
  name: 'log' | 'lmdb' | 'node:sqlite',
  folder: string,
  entries: readonly Entry[],
): Promise<void> {
  const contender = await openContender(name, folder);
  for (let begin = 0; begin < entries.length; begin += BATCH) await contender.load(entries.slice(begin, begin + BATCH));
  await contender.close();
}

async function jsonServer(
  folder: string,
  entries: readonly Entry[],
  peers: string,
  env: NodeJS.ProcessEnv,
): Promise<Prepared> {
  const file = join(folder, 'documents.json');
  const documents = entries.map(({ key, value }) => textWithId(key, value));
  writeFileSync(file, `{"documents":[${documents.join(',')}]}`);
  // It wants a folder of files to serve.
  mkdirSync(join(folder, 'public'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = join(peers, 'node_modules/json-server/lib/bin.js');
  const command = [process.execPath, program, file, '--port', String(port), '--host', '127.0.0.1'];
  return { launch: { command, env: { ...env, NODE_ENV: 'production' }, cwd: folder, listening: /started on/, url } };
}

async function kinto(
  folder: string,
  entries: readonly Entry[],
  peers: string,
  env: NodeJS.ProcessEnv,
): Promise<Prepared> {
  const port = await freePort();
  const settings = join(folder, 'kinto.ini');
  writeFileSync(settings, kintoSettings(port));
  const command = [join(peers, 'bin/kinto'), 'start', '--ini', settings, '--port', String(port)];
  const url = `http://127.0.0.1:${port}`;
  return { launch: { command, env, cwd: folder, listening: /Serving on/, url }, fill: () => fillKinto(url, entries) };
}

/** Nothing that changes Node, and the addon that is measured. */
function environmentOf(folder: string): NodeJS.ProcessEnv {
  const { BIMETAL_ADDON, BIMETAL_PROFILE } = process.env;
  const env = environment(process.env, join(folder, 'cache'));
  return { ...env, ...(BIMETAL_ADDON && { BIMETAL_ADDON }), ...(BIMETAL_PROFILE && { BIMETAL_PROFILE }) };
}

function folderOf(installed: Installed): string {
  if ('reason' in installed) throw new Error(installed.reason);
  return installed.folder;
}
