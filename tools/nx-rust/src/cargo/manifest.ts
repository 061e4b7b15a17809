import { posix } from 'node:path';
import { inputGlob, type Crate } from './crate.ts';

/**
 * Describes crates from their manifests alone. Only for a machine where cargo is missing or refuses the workspace: the
 * graph must load all the same, since most of it is not Rust. It knows the usual layout and one-line values; what it
 * gets wrong is put right as soon as cargo answers.
 */
export function cratesFromManifests(manifests: ReadonlyMap<string, string>): Crate[] {
  const parsed = [...manifests].map(([file, text]) => ({ root: posix.dirname(file), sections: sectionsOf(text) }));
  const named = parsed.flatMap(({ root, sections }) => {
    const name = stringsIn(valueOf(sections, 'package', 'name'))[0];
    return name === undefined ? [] : [{ root, sections, name }];
  });
  const roots = new Map(named.map(({ name, root }) => [name, root]));
  const cargoRoots = parsed.filter(({ sections }) => sections.has('workspace')).map(({ root }) => root);

  return named.map(({ root, sections, name }) => {
    const dependencies = dependenciesOf(sections);
    const addon =
      stringsIn(valueOf(sections, 'lib', 'crate-type')).includes('cdylib') &&
      dependencies.some((dependency) => dependency.name === 'napi');
    return {
      name,
      description: stringsIn(valueOf(sections, 'package', 'description'))[0],
      root,
      cargoRoot: cargoRoots.find((one) => one === '.' || root === one || root.startsWith(`${one}/`)) ?? root,
      kind: addon ? 'addon' : 'library',
      sources: ['Cargo.toml', 'build.rs', 'src/**/*'].map((glob) => posix.join(root, glob)),
      dependencies: dependencies.flatMap(({ name, kind }) => {
        const dependency = roots.get(name);
        return dependency === undefined ? [] : [{ root: dependency, kind }];
      }),
      tags: stringsIn(valueOf(sections, 'package.metadata.nx', 'tags')),
      inputs: stringsIn(valueOf(sections, 'package.metadata.nx', 'inputs')).map((glob) => inputGlob(glob, root)),
    };
  });
}

type Sections = Map<string, Map<string, string>>;

function sectionsOf(text: string): Sections {
  const sections: Sections = new Map();
  let current = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^[\]]+)\]/.exec(line)?.[1];
    const pair = /^\s*([\w."-]+)\s*=\s*(.+)$/.exec(line);
    if (header !== undefined) sections.set(header.trim(), (current = new Map<string, string>()));
    else if (pair?.[1] && pair[2]) current.set(pair[1], pair[2]);
  }
  return sections;
}

function valueOf(sections: Sections, section: string, key: string): string {
  return sections.get(section)?.get(key) ?? '';
}

function stringsIn(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Keys may be dotted (`store.workspace = true`), and a section may be one dependency (`[dependencies.store]`). */
function dependenciesOf(sections: Sections): { name: string; kind: 'normal' | 'build' | 'dev' }[] {
  return [...sections].flatMap(([section, entries]) => {
    const match = /^(?:target\..+\.)?(?:(dev|build)-)?dependencies(?:\.(.+))?$/.exec(section);
    if (!match) return [];
    const kind = match[1] === 'dev' || match[1] === 'build' ? match[1] : 'normal';
    const names = match[2] ? [match[2]] : [...entries.keys()].map((key) => key.split('.')[0] ?? key);
    return names.map((name) => ({ name, kind }) as const);
  });
}
