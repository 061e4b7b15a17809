import { parentPort, workerData } from 'node:worker_threads';
import { ApiKeyNotes } from '../api-keys/api-key-note.js';
import { ApiKeys } from '../api-keys/api-keys.js';
import { Certificate } from '../http/certificate.js';
import { Listener } from '../http/listener.js';
import { createLogger } from '../logging/logger.js';
import { figuresOf, type LoopFigures } from '../metrics/loop-figures.js';
import { newFigures } from '../metrics/server-figures.js';
import { openStore } from '../open-store.js';
import { type Program } from '../program.js';
import { openServing } from '../serving.js';
import { LoopSampler } from '../status/history/loop-sample.js';
import { takeAddon } from '../take-addon.js';
import { openTraces } from '../traces/open-traces.js';
import { type FirstCalls, type WorkerCalls, type WorkerOrder } from './calls.js';
import { Channel, type Port } from './channel.js';
import { peersOf } from './first-peers.js';
import { Region } from './region.js';

/** The way of a worker thread: an event loop that serves as the first one does, over the same store and on the same ports. */
export async function work(program: Program): Promise<void> {
  const { number, config, certificate: loaded, region: buffer } = workerData as WorkerOrder;
  takeAddon(program);
  const logger = (await createLogger(config)).child({ worker: number });
  // The main thread has it open: this is another handle on the same engine.
  const traces = await openTraces(config, program.version, logger);
  const store = openStore(config, '', traces?.storeClass);
  const region = new Region(buffer);
  const certificate = config.tls && loaded && new Certificate(config.tls, logger, loaded);
  const figures = newFigures();
  figures.certificateExpires = () => certificate?.expires;
  figures.spans = () => traces?.counts;
  let listener: Listener | undefined;
  const own = (): LoopFigures => figuresOf(number, figures, serving.metrics);

  const calls: WorkerCalls = {
    listen: async (urls) => {
      const { connections } = peers.others ?? {};
      const surroundings = { counts: figures.connections, certificate, logger, sharing: 'joins' as const };
      // Whether they may be open to others was the first one's to decide.
      const guarded = { ...config, urls, insecure: true };
      listener = await Listener.open(guarded, serving.handler, {
        ...surroundings,
        ...(connections && { open: connections }),
      });
    },
    drain: async () => {
      serving.stop();
      const { cut } = (await listener?.close(config.drainSeconds * 1000)) ?? { cut: 0 };
      await serving.close();
      await traces?.[Symbol.asyncDispose]();
      await store.close();
      return cut;
    },
    figures: own,
    sample: () => sampler.take(),
    certificate: (shown) => certificate?.show(shown),
    accessChanged: () => {
      keys.readAgain();
      serving.access.sessions.lookAgain();
    },
  };
  const first = new Channel<FirstCalls>(port(), calls);
  const peers = peersOf(first, region);
  const keys = new ApiKeys(new ApiKeyNotes(store), peers.others?.keys);
  const serving = await openServing({ program, config, store, logger, figures, keys, peers, traces });
  // It ends with the thread.
  const sampler = new LoopSampler(serving.counts, own);
  await first.call('ready', undefined);
}

function port(): Port {
  if (parentPort === null) throw new Error('this is no worker thread');
  return parentPort;
}
