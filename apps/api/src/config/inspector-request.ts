import { configError } from './startup-error.js';

/** What `--inspect` and `--inspect-brk` ask for. */
export interface InspectorRequest {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whether to wait for a debugger, and to pause before anything else happens. */
  readonly pauses: boolean;
}

const DEFAULT = { host: '127.0.0.1', port: 9229 } as const;

const FLAG = /^--inspect(-brk)?(?:=(.*))?$/s;

/**
 * Takes `--inspect[=[HOST:]PORT]` and `--inspect-brk[=…]` out of a command line, wherever they stand: they are for every
 * command. Node takes flags of the same names for itself, but only before its script; in a single executable nowhere.
 */
export function takeInspectorRequest(argv: readonly string[]): {
  readonly inspector: InspectorRequest | undefined;
  readonly argv: readonly string[];
} {
  let inspector: InspectorRequest | undefined;
  const rest = argv.filter((word) => {
    const [flag, brk, address] = FLAG.exec(word) ?? [];
    if (flag === undefined) return true;
    const pauses = brk !== undefined || inspector?.pauses === true;
    inspector = { ...(address === undefined ? DEFAULT : parseAddress(address, word)), pauses };
    return false;
  });
  return { inspector, argv: rest };
}

function parseAddress(address: string, word: string): { host: string; port: number } {
  const [, ipv6, name = DEFAULT.host, digits = ''] =
    /^(?:\[([0-9a-f:.]+)\]:|([^:[\]]+):)?(\d{1,5})$/i.exec(address) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) {
    throw configError(`${word}: write a port or host:port, for example --inspect=9229 or --inspect=127.0.0.1:0.`);
  }
  return { host: ipv6 ?? name, port };
}
