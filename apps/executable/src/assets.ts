import { getRawAsset } from 'node:sea';
import { type Manifest } from './manifest.ts';

/** The files inside an executable. */
export interface Assets {
  readonly manifest: Manifest;
  /** The bytes of an asset, which may not be written to: they are the executable's own. */
  bytes(name: string): Uint8Array;
}

/** The files inside the executable that runs. */
export function ownAssets(): Assets {
  const bytes = (name: string): Uint8Array => new Uint8Array(getRawAsset(name));
  return { manifest: JSON.parse(textOf(bytes('manifest.json'))) as Manifest, bytes };
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
