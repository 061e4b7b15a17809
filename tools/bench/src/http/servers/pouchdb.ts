/** PouchDB on LevelDB behind express-pouchdb, as CouchDB speaks: `node pouchdb.ts PEERS FOLDER`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type AddressInfo } from 'node:net';
import { type RequestListener, type Server } from 'node:http';

type Pouch = { plugin(plugin: unknown): Pouch; defaults(options: object): Pouch };
type App = { use(listener: RequestListener): void; listen(port: number, host: string, listening: () => void): Server };

const [peers = '', folder = ''] = process.argv.slice(2);
const load = createRequire(join(peers, 'package.json'));
const express = load('express') as () => App;
const pouchListener = load('express-pouchdb') as (pouch: Pouch, options: object) => RequestListener;
const Pouch = (load('pouchdb-core') as Pouch)
  .plugin(load('pouchdb-adapter-leveldb'))
  .defaults({ prefix: `${folder}/`, adapter: 'leveldb' });

const app = express();
app.use(pouchListener(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }));
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`Ready http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
