import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { endProgram } from '../end-program.ts';
import { freePort } from '../free-port.ts';
import { TemporaryFolder } from '../temporary-folder.ts';

/** LIMIT: an nginx that does not listen by then does not work. */
const START_MS_MAX = 20_000;

/** Whether nginx is installed. Debian: `sudo apt-get install nginx-light`. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

/** An nginx in front of a server, with its defaults: slashes are merged. */
export class Nginx implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: TemporaryFolder;

  private constructor(url: string, child: ChildProcess, folder: TemporaryFolder) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /**
   * `target` is what `proxy_pass` is told: `http://up` passes targets on as they came; `http://up/` has a path, so nginx decodes
   * a target, takes dots and slashes away, and escapes the rest anew.
   */
  static async before(server: string, target: 'http://up' | 'http://up/'): Promise<Nginx> {
    const folder = new TemporaryFolder();
    const port = await freePort();
    mkdirSync(join(folder.path, 'logs'));
    writeFileSync(join(folder.path, 'nginx.conf'), configuration(port, new URL(server).host, target));
    const child = spawn('nginx', ['-p', folder.path, '-c', 'nginx.conf', '-e', 'stderr'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await listening(port, child);
    return new Nginx(`http://127.0.0.1:${port}`, child, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.#child);
    this.#folder[Symbol.dispose]();
  }
}

function configuration(port: number, server: string, target: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path logs/${name};`,
  );
  return `
daemon off;
master_process off;
pid logs/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  upstream up { server ${server}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${target};
      proxy_set_header Host $http_host;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('nginx does not listen: see above');
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
