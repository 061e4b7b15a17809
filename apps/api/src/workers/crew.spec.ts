import { Worker } from 'node:worker_threads';
import { type StatusHistory } from '@bimetal/contract';
import { type Config } from '../config/config.js';
import { type LoopFigures } from '../metrics/loop-figures.js';
import { type Program } from '../program.js';
import { Crew, type CrewDuties } from './crew.js';

const numbers = { next: (prefix: string) => Promise.resolve(`${prefix}-1`), skip: () => undefined };
const history: StatusHistory = { intervalSeconds: 5, times: [], series: {} as StatusHistory['series'] };
const own = { worker: 1 } as LoopFigures;

/** A worker of a few lines: it can be told to listen, and does what `more` says then. */
const worker = (more: string): string => `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage({ kind: 'call', id: 0, name: 'ready' });
  parentPort.on('message', ({ kind, id, name, argument }) => {
    if (kind !== 'call') return;
    if (name === 'figures') return;
    if (name === 'listen') { ${more} }
    parentPort.postMessage({ kind: 'answer', id, value: name === 'drain' ? 2 : undefined });
  });`;

/** A crew of two workers that run a script. */
function crewOf(script: string, lost: CrewDuties['lost'] = () => undefined) {
  const program = { startWorker: (options) => new Worker(script, { ...options, eval: true }) } as Partial<Program>;
  const crew = new Crew(numbers, () => own, { since: () => history });
  const duties = { keys: {}, lookAgain: () => undefined, lost } as unknown as CrewDuties;
  const order = { config: { workers: 3 } as Config, certificate: undefined };
  return { crew, started: crew.start(program as Program, order, duties) };
}

describe('the event loops beside the first', () => {
  it('are drained together, and their threads end', async () => {
    const { crew, started } = crewOf(worker(''));
    await started;
    await crew.listen([]);
    expect(await crew.drain(60_000)).toBe(4);
  });

  it('keep a server from starting when one of them cannot', async () => {
    const { started } = crewOf(`throw new Error('no addon');`);
    await expect(started).rejects.toThrow(/^worker \d has ended: no addon$/);
  });

  it('are missed when one of them ends', async () => {
    const lost = Promise.withResolvers<Error>();
    const { crew, started } = crewOf(worker(`setImmediate(() => process.exit(7));`), lost.resolve);
    await started;
    crew.listen([]).catch(() => undefined);
    expect((await lost.promise).message).toMatch(/^worker \d has ended: its thread ended with code 7$/);
    await crew.drain(0);
  });

  it('that are too busy to tell their figures are counted as they were', async () => {
    const { crew, started } = crewOf(worker(''));
    await started;
    expect((await crew.figures()).map(({ worker: number }) => number)).toEqual([1, 2, 3]);
    await crew.drain(60_000);
  });
});
