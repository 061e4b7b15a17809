import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { ask } from './http-client.ts';
import { runServer, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { selfSigned, writeTo } from './tls/self-signed.ts';

const URLS = ['--urls', 'https://127.0.0.1:0;http://127.0.0.1:0'];

interface Told {
  readonly status: number | undefined;
  readonly text: string;
  /** The subject of the certificate that was shown. */
  readonly shown: string | undefined;
}

/** One request over TLS, by a client that trusts one certificate alone. */
function askOverTls(url: string, path: string, ca: string, more: object = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { ca, ...more }, (response: IncomingMessage) => {
      const shown = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString())).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text, shown: String(shown) }));
    });
    sent.on('error', reject).end();
  });
}

/** How a handshake ends. */
function handshake(url: string, options: object): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('A server that speaks TLS', () => {
  it('serves https and http side by side, and shows a new certificate after SIGHUP without hanging up', async () => {
    using folder = new TemporaryFolder();
    using certificates = new TemporaryFolder();
    const [first, second] = [selfSigned('first'), selfSigned('second', 3)];
    const flags = writeTo(certificates.path, first);
    await using server = await startServer({
      args: ['--datapath', folder.path, ...URLS, ...flags, '--drain-seconds', '1'],
    });
    const [secure = '', plain = ''] = server.urls;
    expect([new URL(secure).protocol, new URL(plain).protocol]).toEqual(['https:', 'http:']);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await askOverTls(secure, '/api/health/live', first.cert, { agent })).toMatchObject({
      status: 200,
      shown: 'first',
    });
    expect((await ask(plain, '/api/health/live')).status).toBe(200);
    // Nothing but versions without known weaknesses.
    expect(await handshake(secure, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).not.toMatch(/^TLSv/);
    expect(await handshake(secure, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    expect(await handshake(secure, {})).toBe('TLSv1.3');
    // Who does not speak TLS there is hung up on.
    await expect(ask(secure, '/api/health/live')).rejects.toThrow();

    writeTo(certificates.path, { cert: second.cert, key: first.key });
    server.signal('SIGHUP');
    await server.logged('The certificate is not replaced');
    expect((await askOverTls(secure, '/api/health/live', first.cert)).shown).toBe('first');
    writeTo(certificates.path, second);
    server.signal('SIGHUP');
    await server.logged('Read the certificate again');
    await server.logged('only: replace the files');
    // The connection that was open is the same one: a new one would be shown a certificate that this client does not trust.
    const kept = await askOverTls(secure, '/api/status', first.cert, { agent });
    expect(kept).toMatchObject({ status: 200, shown: 'first' });
    expect((await askOverTls(secure, '/api/health/live', second.cert)).shown).toBe('second');
    const status = JSON.parse(kept.text) as { certificateExpires: string; connections: { open: number } };
    expect(Date.parse(status.certificateExpires)).toBeGreaterThan(Date.now());
    agent.destroy();
    // Connections of TLS are counted when they go as well.
    let open = Infinity;
    while (open > 1) {
      const { text } = await ask(plain, '/api/status');
      open = (JSON.parse(text) as { connections: { open: number } }).connections.open;
    }
    // Who never says anything keeps nobody from ending.
    const silent = connectPlainly(Number(new URL(secure).port));
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    silent.destroy();
  });

  it('does not start with a key that is of another certificate, and says so', async () => {
    using certificates = new TemporaryFolder();
    const flags = writeTo(certificates.path, { cert: selfSigned('a').cert, key: selfSigned('b').key });
    const { code, stdout } = await runServer({ args: ['--datapath', certificates.path, ...URLS, ...flags] });
    expect([code, stdout]).toEqual([2, expect.stringContaining('is not the key of the certificate')]);
  });
});
