import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

import proxy from '../apps/ui/proxy.conf.mjs';

const POLL_MS = 200;
const WAIT_MS_MAX = 600_000;
const { hostname, port } = new URL(proxy['/api'].target);

/** Only connects: a request would stop at the breakpoints of whoever debugs the server. */
const listens = () =>
  new Promise((done) => {
    const socket = connect(Number(port || 80), hostname);
    const say = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });

const end = Date.now() + WAIT_MS_MAX;
while (!(await listens())) {
  if (Date.now() > end) throw new Error(`Nothing listens at ${hostname}:${port}.`);
  await setTimeout(POLL_MS);
}
