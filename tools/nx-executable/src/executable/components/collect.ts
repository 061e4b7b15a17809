import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { component, inOrder, packageUrl, webAddress, type Component, type Contents } from './component.ts';
import { cycloneDx } from './cyclonedx.ts';
import { extraComponents } from './sources/extra-components.ts';
import { licenceFilesIn } from './texts/licence-files.ts';
import { licencesText } from './texts/licences-text.ts';
import { crateComponents, type CrateRequest } from './sources/linked-crates.ts';
import { nodeRuntime } from './sources/node-runtime.ts';
import { npmPackages, type Metafile } from './sources/npm-packages.ts';
import { rememberedCrates } from './sources/remembered-crates.ts';
import { compilerOf, rustLibrary } from './sources/rust-library.ts';
import { missingTexts } from './texts/spdx-texts.ts';

/** Where to look for what is inside an executable. */
export interface ComponentSources {
  /** Absolute. Its package.json and its licence files are the product's. */
  workspaceRoot: string;
  product: { name: string; version: string };
  /** Of the program, then of pages: esbuild's, with paths that start at `workspaceRoot`. */
  metafiles: readonly Metafile[];
  nodeExecutable: string;
  /** File with the licences of that Node, when it does not lie beside it. */
  nodeLicence?: string;
  addon?: CrateRequest;
  /** JSON files of further components, relative to `workspaceRoot`. */
  extra?: readonly string[];
}

/** The text of all licences, and the bill of materials in JSON. Equal sources give equal bytes. */
export async function collectComponents(sources: ComponentSources): Promise<{ licences: string; sbom: string }> {
  const contents = await contentsOf(sources);
  return { licences: licencesText(contents), sbom: cycloneDx(contents) };
}

/** Throws one error that names every component without a licence or without its text. */
export async function contentsOf(sources: ComponentSources): Promise<Contents> {
  const { workspaceRoot, metafiles, nodeExecutable, nodeLicence, addon, extra = [] } = sources;
  const product = productOf(sources);
  const found = [
    ...npmPackages(metafiles, workspaceRoot),
    ...(addon ? await rustComponents(addon, workspaceRoot) : []),
    nodeRuntime(nodeExecutable, nodeLicence),
    ...extra.flatMap((file) => extraComponents(join(workspaceRoot, file))),
  ];
  const components = inOrder(new Map(found.map((one) => [one.purl, one])).values()).filter(
    ({ purl }) => purl !== product.purl,
  );
  const problems: string[] = [];
  for (const one of [product, ...components]) problems.push(...complete(one, product));
  if (problems.length > 0) {
    throw new Error(`Not everything inside the executable may be given away:\n${problems.join('\n')}`);
  }
  connect(product, components);
  return { product, components };
}

function productOf({ workspaceRoot, product: { name, version } }: ComponentSources): Component {
  const { license, homepage, repository } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as {
    license?: string;
    homepage?: string;
    repository?: string | { url?: string };
  };
  return component({
    purl: packageUrl('generic', name, version),
    name,
    version,
    licence: license,
    homepage: homepage ?? webAddress(typeof repository === 'object' ? repository.url : repository),
    texts: licenceFilesIn(workspaceRoot),
    own: true,
  });
}

async function rustComponents(addon: CrateRequest, workspaceRoot: string): Promise<Component[]> {
  const compiler = compilerOf(dirname(addon.manifestPath));
  const library = rustLibrary(compiler);
  const crates = crateComponents(await rememberedCrates(addon, compiler, workspaceRoot));
  crates[0]?.uses.add(library.purl);
  return [...crates, library];
}

/** Adds the texts that a component lacks, and says what cannot be added. Our own parts share the product's texts. */
function complete(one: Component, product: Component): string[] {
  const who = `${one.name} ${one.version}`;
  if (!one.licence) {
    if (one.own && one !== product && product.licence) one.licence = product.licence;
    else return [`${who} names no licence. Leave it out, or ask its authors.`];
  }
  const sharesTexts = one.own && one !== product && one.licence === product.licence;
  if (sharesTexts) return [];
  one.texts.push(...missingTexts(one.licence, one.texts));
  if (one.texts.length > 0) return [];
  return [`${who} is under "${one.licence}", but has no licence file, and SPDX publishes no text of that name.`];
}

/** The product uses what nothing else uses, so that all is reached from it. */
function connect(product: Component, components: readonly Component[]): void {
  const byPurl = new Map(components.map((one) => [one.purl, one]));
  const used = new Set(components.flatMap(({ uses }) => [...uses]));
  const reached = new Set<Component>();
  const reach = (one: Component) => {
    if (reached.has(one)) return;
    reached.add(one);
    for (const purl of one.uses) {
      const next = byPurl.get(purl);
      if (next) reach(next);
    }
  };
  for (const onlyUnused of [true, false]) {
    for (const one of components) {
      if (reached.has(one) || (onlyUnused && used.has(one.purl))) continue;
      product.uses.add(one.purl);
      reach(one);
    }
  }
}
