import { createHash } from 'node:crypto';
import type { Contents } from './collect.ts';
import { compare, packageUrl, type Component } from './component.ts';
import { isSpdxLicence, licencesNamed } from './spdx-texts.ts';

/**
 * A CycloneDX 1.6 bill of materials in JSON. It has no time in it, and its serial number is made from the rest, so the
 * same contents give the same bytes.
 */
export function cycloneDx({ product, components }: Contents): string {
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: described(product, 'application') },
    components: components.map((one) => described(one, one.name === 'node' ? 'platform' : 'library')),
    dependencies: [product, ...components].map(({ purl, uses }) => ({ ref: purl, dependsOn: [...uses].sort(compare) })),
  };
  const { $schema, bomFormat, specVersion, ...rest } = bom;
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bom))}`;
  return `${JSON.stringify({ $schema, bomFormat, specVersion, serialNumber, ...rest }, null, 2)}\n`;
}

function described(one: Component, type: 'application' | 'library' | 'platform'): object {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name) ?? [];
  return {
    type,
    'bom-ref': one.purl,
    ...(group ? { group } : {}),
    name,
    version: one.version,
    ...(one.hashes.length > 0
      ? { hashes: one.hashes.map(({ algorithm, hex }) => ({ alg: algorithm, content: hex })) }
      : {}),
    ...(one.licence ? { licenses: [licenceChoice(one.licence)] } : {}),
    purl: one.purl,
    ...(one.homepage ? { externalReferences: [{ type: 'website', url: encodeURI(one.homepage) }] } : {}),
    ...(one.parts.length > 0
      ? {
          components: one.parts.map((part) => ({
            type: 'library',
            name: part.name,
            version: part.version,
            purl: packageUrl('generic', part.name, part.version),
          })),
        }
      : {}),
  };
}

/** An identifier of SPDX, an expression of several, or a name when it is neither. */
function licenceChoice(licence: string): object {
  const names = licencesNamed(licence);
  if (!names.every((name) => isSpdxLicence(name) || name.startsWith('LicenseRef-')))
    return { license: { name: licence } };
  if (names.length === 1 && names[0] === licence) {
    return isSpdxLicence(licence) ? { license: { id: licence } } : { license: { name: licence } };
  }
  return { expression: licence.replaceAll('/', ' OR ') };
}

/** Version 8 of RFC 9562: a UUID of one's own making. */
function uuidOf(content: string): string {
  const bytes = createHash('sha256').update(content).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
