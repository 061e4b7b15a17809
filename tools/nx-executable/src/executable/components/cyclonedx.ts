import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { packageUrl, type Component, type Contents } from './component.ts';
import { isSpdxLicence, licencesNamed } from './texts/spdx-texts.ts';

const { Application, Library, Platform } = Enums.ComponentType;

/**
 * A CycloneDX 1.6 bill of materials in JSON. It has no time in it, and its serial number is made from the rest, so the
 * same contents give the same bytes.
 */
export function cycloneDx({ product, components }: Contents): string {
  const described = new Map([
    [product, describe(product, Application)],
    ...components.map((one) => [one, describe(one, one.name === 'node' ? Platform : Library)] as const),
  ]);
  const refs = new Map([...described].map(([{ purl }, { bomRef }]) => [purl, bomRef]));
  for (const [{ uses }, { dependencies }] of described) {
    for (const ref of [...uses].sort().flatMap((purl) => refs.get(purl) ?? [])) dependencies.add(ref);
  }
  const [main, ...others] = described.values();
  const bom = new Models.Bom({ components: new Models.ComponentRepository(others) });
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  if (main) bom.metadata.component = main;
  bom.serialNumber = `urn:uuid:${uuidOf(write(bom))}`;
  return `${write(bom)}\n`;
}

/** Not with the library's serializer: it gives a random reference to each component that has none. */
function write(bom: Models.Bom): string {
  return JSON.stringify(new Serialize.JSON.Normalize.BomNormalizer(FACTORY).normalize(bom, {}), null, 2);
}

const FACTORY = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);

function describe(one: Component, type: Enums.ComponentType): Models.Component {
  const [, group, name = one.name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name) ?? [];
  return new Models.Component(type, name, {
    bomRef: one.purl,
    ...(group ? { group } : {}),
    version: one.version,
    hashes: new Models.HashDictionary(one.hashes.map(({ algorithm, hex }) => [Enums.HashAlgorithm[algorithm], hex])),
    licenses: new Models.LicenseRepository(one.licence ? [licenceOf(one.licence)] : []),
    purl: one.purl,
    externalReferences: new Models.ExternalReferenceRepository(
      one.homepage ? [new Models.ExternalReference(one.homepage, Enums.ExternalReferenceType.Website)] : [],
    ),
    components: new Models.ComponentRepository(
      one.parts.map(
        (part) =>
          new Models.Component(Library, part.name, {
            version: part.version,
            purl: packageUrl('generic', part.name, part.version),
          }),
      ),
    ),
  });
}

/** An identifier of SPDX, an expression of several, or a name when it is neither. */
function licenceOf(licence: string): Models.License {
  const names = licencesNamed(licence);
  if (!names.every((name) => isSpdxLicence(name) || name.startsWith('LicenseRef-')))
    return new Models.NamedLicense(licence);
  if (names.length === 1 && names[0] === licence)
    return isSpdxLicence(licence) ? new Models.SpdxLicense(licence) : new Models.NamedLicense(licence);
  return new Models.LicenseExpression(licence.replaceAll('/', ' OR '));
}

/** Version 8 of RFC 9562: a UUID of one's own making. */
function uuidOf(content: string): string {
  const bytes = createHash('sha256').update(content).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
