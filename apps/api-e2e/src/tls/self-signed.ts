import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate that answers for `localhost` and 127.0.0.1 and vouches for itself, and its key: both in PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** Makes one of a key of its own (RFC 5280), valid for so many days from now. */
export function selfSigned(name: string, days = 30): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = sequence(tag(0x31, sequence(oid('2.5.4.3'), tag(0x0c, Buffer.from(name)))));
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const begin = Date.now() - DAY_MS;
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.of(2))),
    tag(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    subject,
    sequence(time(begin), time(Date.now() + days * DAY_MS)),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    tag(0xa3, sequence(alternativeNames(), basicConstraints())),
  );
  const signature = tag(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  const der = sequence(body, algorithm, signature).toString('base64');
  // An empty line would end what OpenSSL reads as headers.
  const lines = der.match(/.{1,64}/g)?.join('\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  };
}

/** Writes both into a folder, over what is there, and returns the flags that name them. */
export function writeTo(folder: string, { cert, key }: SelfSigned): string[] {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return ['--tls-cert', certFile, '--tls-key', keyFile];
}

function alternativeNames(): Buffer {
  const names = sequence(tag(0x82, Buffer.from('localhost')), tag(0x87, Buffer.of(127, 0, 0, 1)));
  return sequence(oid('2.5.29.17'), tag(0x04, names));
}

function basicConstraints(): Buffer {
  return sequence(oid('2.5.29.19'), tag(0x04, sequence(tag(0x01, Buffer.of(0xff)))));
}

function sequence(...parts: Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

/** One element of DER: its tag, its length, its content. */
function tag(number: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(number, ...size), content]);
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest.flatMap(base128)];
  return tag(0x06, Buffer.from(bytes));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** UTCTime: a year of two digits, to the second. */
function time(ms: number): Buffer {
  return tag(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
}
