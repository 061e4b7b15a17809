import * as z from 'zod';

/** MiB, the unit in which people think of the size of a value. */
const MIB = 1024 * 1024;

/** One setting: how it is written in a settings file, and by its schema what it may be. Flag and variable follow from the key. */
export interface Setting {
  readonly describe: string;
  /** The placeholder of the flag's value in `--help`; none for a switch. */
  readonly placeholder?: string;
  /** Whether no settings file may say it: what opens a server to others is said by who starts it. */
  readonly notInFiles?: boolean;
  /** Whether it is shown to nobody, not by `bimetal config` either. */
  readonly secret?: boolean;
  readonly schema: z.ZodType;
}

/** A path. No system has one with a NUL in it; a settings file can. */
const text = z
  .string({ error: 'must be a text' })
  .min(1, 'must not be empty')
  .refine((value) => !value.includes('\0'), { error: 'must have no NUL in it' });

/** One of some words. */
function choice<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });
}

const toggle = z.union([z.boolean(), z.stringbool()], { error: 'must be true or false' });

function list(separator: string): z.ZodType<string[]> {
  const split = (value: string): string[] => value.split(separator).map((part) => part.trim());
  return z
    .union([z.array(z.string()), z.string().transform(split)], { error: 'must be a text or a list of texts' })
    .transform((parts) => parts.flatMap(split).filter((part) => part !== ''));
}

function integer(min: number, max: number): z.ZodType<number> {
  const digits = z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number);
  return z
    .union([z.number(), digits], { error: 'must be a whole number' })
    .refine(Number.isInteger, { error: 'must be a whole number', abort: true })
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
}

const fraction = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d*\.?\d+$/, 'must be a number from 0 to 1')
        .transform(Number),
    ],
    {
      error: 'must be a number from 0 to 1',
    },
  )
  .refine((value) => value >= 0 && value <= 1, { error: 'must be a number from 0 to 1' });

const origin = z
  .string()
  .refine((value) => value === '*' || (URL.parse(value)?.origin === value && !value.includes('*')), {
    message: 'must be * or whole origins like https://app.example, without * in them',
  });

/** A URL to send something to, with the path that it is sent to. */
const httpUrl = z
  .string({ error: 'must be a text' })
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), {
    error: 'must be a URL like http://127.0.0.1:4318/v1/traces',
  });

/** What the Host header of a request can say, but for its port. */
const hostName = z.string().regex(/^(?:\*|[\w.-]+|\[[0-9a-f:.]+\])$/i, {
  error: 'must be * or host names, without a scheme, a port or a path',
});

/** Every setting there is. Files, environment, command line and `--help` are all read off this table. */
export const settings = {
  urls: {
    describe:
      'where to listen: http://, https://, unix:/PATH or systemd:; several are separated by ";", port 0 lets the system choose',
    placeholder: 'URLS',
    schema: list(';').pipe(z.array(z.string()).min(1, 'must name at least one URL')).default(['http://127.0.0.1:5000']),
  },
  workers: {
    describe: 'how many event loops serve requests, each with a core of its own; they share the store and the ports',
    placeholder: 'COUNT',
    schema: integer(1, 64).default(1),
  },
  socketMode: {
    describe: 'who may connect to unix: sockets, as the mode of a file: 600 is this user alone, 660 its group as well',
    placeholder: 'MODE',
    schema: z
      .string({ error: 'must be a text' })
      .regex(/^0?[0-7]{3}$/, 'must be three octal digits, 660 for instance')
      .default('600'),
  },
  datapath: {
    describe: 'the data folder, relative to where you stand',
    placeholder: 'DIR',
    schema: text.default('./dbdata'),
  },
  engine: {
    describe: 'the engine of a new data folder, log (the default) or redb; an existing one names its own',
    placeholder: 'NAME',
    schema: choice('log', 'redb').optional(),
  },
  retainedBytesMax: {
    describe: 'the most bytes of changes that the log engine keeps for feeds that were away',
    placeholder: 'BYTES',
    schema: integer(0, 1024 * 1024 * MIB).default(16 * MIB),
  },
  retainedHoursMax: {
    describe: 'the oldest change that the log engine keeps for them',
    placeholder: 'HOURS',
    schema: integer(0, 24 * 366 * 10).default(24),
  },
  backupPath: {
    describe: 'the folder in which POST /api/backups makes backups (default: none, and no such route)',
    placeholder: 'DIR',
    schema: text.optional(),
  },
  uipath: {
    describe: 'the folder of the built page (default: the page that the server brings along)',
    placeholder: 'DIR',
    schema: text.optional(),
  },
  corsOrigins: {
    describe: 'origins whose pages may call the API, separated by ",", or * for all (default: none)',
    placeholder: 'ORIGINS',
    schema: list(',').pipe(z.array(origin)).default([]),
  },
  hosts: {
    describe: 'host names to answer to besides the loopback ones, separated by ",", or * for all (default: none)',
    placeholder: 'NAMES',
    schema: list(',').pipe(z.array(hostName)).default([]),
  },
  insecure: {
    describe:
      'listen beyond loopback without API keys, although anyone who connects can read and write; no settings file can say so',
    notInFiles: true,
    schema: toggle.default(false),
  },
  logLevel: {
    describe: 'fatal, error, warn, info, debug (every request) or trace',
    placeholder: 'LEVEL',
    schema: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  },
  logFormat: {
    describe: 'json, pretty, or auto: pretty on a terminal',
    placeholder: 'FORMAT',
    schema: choice('auto', 'json', 'pretty').default('auto'),
  },
  accessLog: {
    describe: 'write a line of JSON to the log for each finished request',
    schema: toggle.default(false),
  },
  accessLogSample: {
    describe:
      'the part of the requests that have a line in the access log, 0 to 1; those that fail have one in any case',
    placeholder: 'FRACTION',
    schema: fraction.default(1),
  },
  metrics: {
    describe: 'answer GET /metrics at every address, in the text of Prometheus',
    schema: toggle.default(false),
  },
  metricsUrl: {
    describe: 'answer GET /metrics at an address of its own, http://127.0.0.1:9464 for instance (default: none)',
    placeholder: 'URL',
    schema: text.optional(),
  },
  tracesUrl: {
    describe:
      'send traces to an OpenTelemetry collector: where it takes them by OTLP, http://127.0.0.1:4318/v1/traces for instance (default: none are made)',
    placeholder: 'URL',
    schema: httpUrl.optional(),
  },
  tracesProtocol: {
    describe: 'how they are written, http/protobuf (the default) or http/json',
    placeholder: 'NAME',
    schema: choice('http/protobuf', 'http/json').default('http/protobuf'),
  },
  tracesHeaders: {
    describe: 'headers for the collector: NAME=VALUE, separated by ",", with % escapes (default: none)',
    placeholder: 'HEADERS',
    secret: true,
    schema: z
      .string({ error: 'must be a text' })
      .regex(/^(?:\s*[\w!#$%&'*+.^`|~-]+\s*=[^,\r\n]*(?:,|$))+$/, 'must be NAME=VALUE, separated by ","')
      .optional(),
  },
  tracesService: {
    describe: 'the name of this service in traces',
    placeholder: 'NAME',
    schema: text.default('bimetal'),
  },
  tracesSampler: {
    describe:
      'which traces are recorded, in the words of OpenTelemetry: parentbased_ goes by what the caller has decided, where there is one',
    placeholder: 'NAME',
    schema: choice(
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
      'always_on',
      'always_off',
      'traceidratio',
    ).default('parentbased_always_on'),
  },
  tracesSamplerArg: {
    describe: 'the part of the traces that a traceidratio records, 0 to 1',
    placeholder: 'FRACTION',
    schema: fraction.default(1),
  },
  tlsCert: {
    describe:
      'the certificate of the https:// URLs, with those between it and its root: a PEM file, read again at SIGHUP',
    placeholder: 'FILE',
    schema: text.optional(),
  },
  tlsKey: {
    describe: 'the key of the certificate: a PEM file',
    placeholder: 'FILE',
    schema: text.optional(),
  },
  connectionsMax: {
    describe: 'the most connections that are open at once; who comes then is answered 503 and hung up on',
    placeholder: 'COUNT',
    schema: integer(1, 1_000_000).default(20_000),
  },
  rateLimit: {
    describe: 'the most requests a second of one client address; who sends more is answered 429 (default: no limit)',
    placeholder: 'COUNT',
    schema: integer(1, 1_000_000).optional(),
  },
  trustProxy: {
    describe: 'take the last address of X-Forwarded-For for the client: for a server that only a proxy can reach',
    schema: toggle.default(false),
  },
  compression: {
    describe: 'compress answers of 1 KiB and more for clients that accept zstd, br or gzip',
    placeholder: 'true|false',
    schema: toggle.default(true),
  },
  valueBytesMax: {
    describe: 'the largest value that is taken, in bytes; 64 MiB at the most',
    placeholder: 'BYTES',
    schema: integer(1, 64 * MIB).default(16 * MIB),
  },
  valueDepthMax: {
    describe: 'the deepest nesting that is taken',
    placeholder: 'LEVELS',
    schema: integer(1, 4096).default(512),
  },
  idempotencyHours: {
    describe: 'how long the answer to a request with an Idempotency-Key is kept',
    placeholder: 'HOURS',
    schema: integer(1, 24 * 366).default(24),
  },
  drainSeconds: {
    describe: 'how long a shutdown waits for requests in flight',
    placeholder: 'SECONDS',
    schema: integer(0, 3600).default(5),
  },
  stallSeconds: {
    describe: 'how long a client may take nothing of an answer, or send nothing of a body, before it is cut off',
    placeholder: 'SECONDS',
    schema: integer(1, 3600).default(60),
  },
  heartbeatSeconds: {
    describe: 'how long a change feed says nothing before it says that it is still there',
    placeholder: 'SECONDS',
    schema: integer(1, 3600).default(15),
  },
  transferBytesMax: {
    describe: 'the most memory for large bodies that arrive, and the same again for large answers that leave',
    placeholder: 'BYTES',
    schema: integer(MIB, 1024 * 1024 * MIB).default(256 * MIB),
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settings;

export const settingKeys = Object.keys(settings) as SettingKey[];

/** `corsOrigins` -> `--cors-origins`. */
export function flagOf(key: SettingKey): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `corsOrigins` -> `BIMETAL_CORS_ORIGINS`. */
export function variableOf(key: SettingKey): string {
  return `BIMETAL_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** The value a setting has when nobody sets it. */
export function defaultOf(key: SettingKey): unknown {
  return settings[key].schema.parse(undefined);
}

/** The words that a setting may be, where it is one of some. */
export function choicesOf(key: SettingKey): readonly string[] | undefined {
  let schema: unknown = settings[key].schema;
  while (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) schema = schema.unwrap();
  return schema instanceof z.ZodEnum ? schema.options.map(String) : undefined;
}
