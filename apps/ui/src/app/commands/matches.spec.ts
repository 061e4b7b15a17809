import { matches } from './matches';

it.each([
  ['Add a document', '', true],
  ['Add a document', 'doc', true],
  ['Add a document', 'DOC ad', true],
  ['Add a document', 'ument', false],
  ['Theme: dark', 'theme dark', true],
  ['Änderungen', 'ander', true],
  ['Dokument hinzufügen', 'dok lösch', false],
])('%j and what is typed, %j: %s', (name, typed, expected) => {
  expect(matches(name, typed)).toBe(expected);
});
