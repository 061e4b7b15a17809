// Runs a program and prints, at each call of its global function P, every frame's variables as V8's own inspector tells them: one line
// of JSON for each stop. The program runs on the main thread; the inspector's client is a worker, which a pause does not stop.
import { Session } from 'node:inspector';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const PARTS_MAX = 20;
const OWN = new Set(['local', 'block', 'catch', 'eval']);

function primitive(value) {
  if (value === undefined) return undefined;
  if (value.type === 'string') return JSON.stringify(value.value);
  if (value.unserializableValue !== undefined) return value.unserializableValue;
  if (value.type === 'function') return '[function]';
  if (value.type === 'symbol') return value.description;
  return value.type === 'object' && value.subtype !== 'null' ? undefined : String(value.value);
}

async function main() {
  // The answers of a session do not keep a worker alive; a listener does.
  parentPort.once('message', () => parentPort.close());
  const session = new Session();
  session.connectToMainThread();
  const post = (method, parameters) =>
    new Promise((resolve, reject) =>
      session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result))),
    );

  async function text(value) {
    const short = primitive(value);
    if (short !== undefined || value === undefined) return short;
    const isArguments = value.description.startsWith('Arguments(');
    const name = isArguments ? 'Arguments' : value.subtype === 'array' ? 'Array' : value.className;
    if (name === 'global') return 'globalThis';
    if (name !== 'Object' && name !== 'Array') return name;
    const { result } = await post('Runtime.getProperties', { objectId: value.objectId, ownProperties: true });
    const parts = {};
    for (const { name: key, value: part, enumerable } of result.slice(0, PARTS_MAX)) {
      if (enumerable && part) parts[key] = primitive(part) ?? (part.subtype === 'array' ? 'Array' : part.className);
    }
    return parts;
  }

  async function variables(frame) {
    const found = { own: { this: await text(frame.this) }, outer: {} };
    for (const scope of frame.scopeChain) {
      if (scope.type === 'global') continue;
      const into = OWN.has(scope.type) ? found.own : found.outer;
      const { result } = await post('Runtime.getProperties', { objectId: scope.object.objectId, ownProperties: true });
      for (const { name, value } of result) {
        // A variable that is not initialised yet has no value here.
        if (value && !(name in found.own) && !(name in found.outer)) into[name] = await text(value);
      }
    }
    return found;
  }

  // The frames of a pause have no addresses of their scripts.
  const scripts = new Map();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  session.on('Debugger.paused', async ({ params }) => {
    // The innermost frame is P itself.
    const frames = params.callFrames
      .slice(1)
      .filter((frame) => scripts.get(frame.location.scriptId)?.endsWith(workerData));
    const stop = [];
    for (const frame of frames) {
      stop.push({ function: frame.functionName, line: frame.location.lineNumber + 1, ...(await variables(frame)) });
    }
    console.log(JSON.stringify(stop));
    await post('Debugger.resume');
  });
  await post('Debugger.enable');
  parentPort.postMessage('ready');
}

if (isMainThread) {
  const program = process.argv[2];
  const worker = new Worker(new URL(import.meta.url), { workerData: program });
  await new Promise((resolve) => worker.once('message', resolve));
  globalThis.P = () => {
    // eslint-disable-next-line no-debugger -- the inspector is to stop here
    debugger;
  };
  await import(program);
  worker.postMessage('end');
} else {
  await main();
}
