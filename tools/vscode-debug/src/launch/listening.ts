import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';
const TABLES = ['tcp', 'tcp6'];

/** An address that a socket listens at, as a URL names it. */
export interface Listening {
  host: string;
  port: number;
  inode: string;
}

/** What listens in the network namespace of a process. */
export function listeningBeside(pid: number | 'self'): Listening[] {
  return TABLES.flatMap((table) => rowsOf(`/proc/${pid}/net/${table}`)).flatMap((columns) => {
    const [, local = '', , state, , , , , , inode = ''] = columns;
    const [address = '', port = ''] = local.split(':');
    return state === LISTENING ? [{ host: hostOf(address), port: Number.parseInt(port, 16), inode }] : [];
  });
}

/** What this very process listens at: another process's inspector must not be taken for its own. */
export function listeningOf(pid: number): Listening[] {
  const own = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode) own.add(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  return listeningBeside(pid).filter(({ inode }) => own.has(inode));
}

/** Of an address as Linux writes it: words of four bytes, each in the order of this machine. */
function hostOf(hex: string): string {
  const words = (hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex').reverse());
  const bytes = Buffer.concat(words);
  if (bytes.length === 4) return bytes.every((byte) => byte === 0) ? '127.0.0.1' : bytes.join('.');
  // Who listens everywhere listens on the loopback, too.
  if (bytes.every((byte) => byte === 0)) return '[::1]';
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return `[${groups.join(':')}]`;
}

function rowsOf(file: string): string[][] {
  try {
    const rows = readFileSync(file, 'utf8').split('\n').slice(1);
    return rows.map((row) => row.trim().split(/\s+/)).filter((columns) => columns.length > 9);
  } catch {
    // A system without IPv6 has no table of it.
    return [];
  }
}
