import type { Component, Contents } from '../component.ts';

const RULE = '='.repeat(80);

/**
 * Every component with its licence, then the texts, each once: many packages have the same one. Copies that differ in
 * white space alone are one text; a copyright line makes a text of its own. The product and its texts come first.
 */
export function licencesText({ product, components }: Contents): string {
  const numbered = new Numbering();
  const own = components.filter((one) => one.own && one.texts.length === 0);
  const others = components.filter((one) => !own.includes(one));
  const parts = own.map(named).join(', ');
  const entries = [
    entry(product, numbered, parts ? [`Made of:  ${parts}`] : []),
    ...others.map((one) => entry(one, numbered, notesOn(one))),
  ];
  return [
    `${named(product)} is under ${product.licence}.`,
    `Inside it are ${others.length} components of others. First comes the list of all, then each licence text once.`,
    '',
    RULE,
    ...entries.flatMap((lines) => ['', ...lines]),
    ...numbered.all.flatMap(({ number, text, of }) => ['', RULE, `[${number}] ${[...of].join(', ')}`, RULE, '', text]),
    '',
  ].join('\n');
}

function entry(one: Component, numbered: Numbering, notes: readonly string[]): string[] {
  const texts = one.texts.map(({ title, text }) => `[${numbered.add(text, named(one))}] ${title}`);
  return [
    named(one),
    `  Licence:  ${one.licence}`,
    ...(one.homepage ? [`  Homepage: ${one.homepage}`] : []),
    ...(one.authors.length > 0 ? [`  Authors:  ${one.authors.join(', ')}`] : []),
    ...notes.map((note) => `  ${note}`),
    // One text may answer to several names: a package may have it twice.
    `  Texts:    ${[...new Set(texts)].join(', ')}`,
  ];
}

function notesOn({ parts }: Component): string[] {
  if (parts.length === 0) return [];
  return [`Inside:   ${parts.map(named).join(', ')}`];
}

function named({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

class Numbering {
  readonly all: { number: number; text: string; of: Set<string> }[] = [];
  readonly #byWords = new Map<string, (typeof this.all)[number]>();

  add(text: string, of: string): number {
    const words = text.split(/\s+/).join(' ');
    let found = this.#byWords.get(words);
    if (!found) {
      found = { number: this.all.length + 1, text, of: new Set() };
      this.all.push(found);
      this.#byWords.set(words, found);
    }
    found.of.add(of);
    return found.number;
  }
}
