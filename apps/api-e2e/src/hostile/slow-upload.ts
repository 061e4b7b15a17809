import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from '../raw-connection.ts';
import { type WriteRoute } from './write-routes.ts';

/** How often a slow client sends something. */
const TICKS_PER_SECOND = 4;

/** Sends a value of so many bytes by a route, at a rate. Resolves with the status of the answer. */
export async function uploadSlowly(
  url: string,
  route: WriteRoute,
  { bytes, bytesPerSecond }: { readonly bytes: number; readonly bytesPerSecond: number },
): Promise<number | undefined> {
  using connection = await RawConnection.open(url);
  const frame = Buffer.byteLength(route.body('""'));
  const body = Buffer.from(route.body(JSON.stringify('x'.repeat(bytes - frame))));
  connection.write(route.head(`Content-Length: ${body.length}`));
  let answered: number | undefined;
  const answer = connection.answer(undefined, Infinity).then((got) => (answered = got?.status));
  const step = Math.ceil(bytesPerSecond / TICKS_PER_SECOND);
  for (let at = 0; at < body.length && answered === undefined; at += step) {
    connection.write(body.subarray(at, at + step));
    await sleep(1000 / TICKS_PER_SECOND);
  }
  return await answer;
}
