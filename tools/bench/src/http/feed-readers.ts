/** A process that reads the feed of changes over many connections. Started by feed.ts, which talks to it by IPC. */
import { connect } from 'node:net';

import { Latencies } from '../soak/latencies.ts';
import { findSent } from './sent.ts';

/** What it is asked, and what it answers. */
export type FeedTask =
  /** Opens the readers. Answered when each of them has its headers. */
  | { kind: 'open'; url: string; readers: number }
  /** Answered when so many events have come, of all readers together, since the last time that this was asked. */
  | { kind: 'await'; events: number }
  /** Answers the latencies since the last time that this was asked. */
  | { kind: 'figures' };
export type FeedAnswer = { p50_ms: number; p99_ms: number };

/** Connections are opened so many at a time, or the queue of those not yet accepted would overflow. */
const OPENING = 100;

const latencies = new Latencies();
let events = 0;
let awaited: { events: number; resolve: () => void } | undefined;

async function perform(task: FeedTask): Promise<FeedAnswer> {
  if (task.kind === 'open') {
    for (let opened = 0; opened < task.readers; opened += OPENING) {
      const group = Math.min(OPENING, task.readers - opened);
      await Promise.all(Array.from({ length: group }, () => openReader(new URL(task.url))));
    }
  } else if (task.kind === 'await') {
    await new Promise<void>((resolve) => {
      awaited = { events: task.events, resolve };
      settle();
    });
  }
  const figures = { p50_ms: latencies.quantile(0.5), p99_ms: latencies.quantile(0.99) };
  if (task.kind === 'figures') latencies.reset();
  return figures;
}

function settle(): void {
  if (!awaited || events < awaited.events) return;
  events -= awaited.events;
  awaited.resolve();
  awaited = undefined;
}

function openReader({ hostname, port, host }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let rest = '';
    let isOpen = false;
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a feed')));
    socket.on('data', (text: string) => {
      const now = process.hrtime.bigint();
      if (!isOpen) {
        rest += text;
        if (!rest.includes('\r\n\r\n')) return;
        if (!rest.startsWith('HTTP/1.1 200')) reject(new Error(`a feed was answered ${rest.slice(0, 100)}`));
        isOpen = true;
        rest = '';
        resolve();
        return;
      }
      const found = findSent(rest + text);
      rest = found.rest;
      for (const sent of found.sent) latencies.add(Number(now - sent) / 1e6);
      events += found.sent.length;
      settle();
    });
    socket.write(`GET /api/changes HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`);
  });
}

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

process.on('message', (task: FeedTask) => {
  void perform(task).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
