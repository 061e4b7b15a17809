import { type ContenderName } from './contender.ts';

/** What all servers are asked alike. */
export type Question = 'get' | 'put' | 'patch' | 'all' | 'page';

/** What a question is about. Not every question looks at every part. */
export type Subject = {
  key: string;
  value: string;
  prefix: string;
  /** A number that is never used twice. */ number: number;
};

export type Request = { method: 'GET' | 'PUT' | 'PATCH'; path: string; body: string; type: string };

/** How many documents a page has. */
export const PAGE = 100;

const KINTO = '/v1/buckets/bench/collections/documents/records';

/**
 * A question in the words of a server, or `undefined` where it has none for it. `page` asks for the first documents of a
 * collection and how many there are; the finished servers, which keep one collection, are asked for those of all.
 */
export function requestOf(name: ContenderName, question: Question, subject: Subject): Request | undefined {
  switch (name) {
    case 'json-server':
      return jsonServer(question, subject);
    case 'express-pouchdb':
      return pouch(question, subject);
    case 'kinto':
      return kinto(question, subject);
    default:
      return data(question, subject);
  }
}

/** The servers that speak as ours does. */
function data(question: Question, { key, value, prefix, number }: Subject): Request {
  const document = `/api/data/${key}`;
  switch (question) {
    case 'get':
      return reading(document);
    case 'put':
      return writing('PUT', document, value);
    case 'patch':
      return { ...writing('PATCH', document, change(number)), type: 'application/merge-patch+json' };
    case 'all':
      return reading('/api/data');
    case 'page':
      return reading(`/api/data?prefix=${prefix}&limit=${PAGE}&count=true`);
  }
}

function jsonServer(question: Question, { key, value, number }: Subject): Request {
  const document = `/documents/${key}`;
  switch (question) {
    case 'get':
      return reading(document);
    case 'put':
      return writing('PUT', document, textWithId(key, value));
    case 'patch':
      return writing('PATCH', document, change(number));
    case 'all':
      return reading('/documents');
    case 'page':
      return reading(`/documents?_page=1&_per_page=${PAGE}`);
  }
}

/** It takes a document over another one only with the other's revision, so it is given new ones; and it has no patches. */
function pouch(question: Question, { key, value, number }: Subject): Request | undefined {
  switch (question) {
    case 'get':
      return reading(`/bench/${key}`);
    case 'put':
      return writing('PUT', `/bench/new-${key}-${number}`, value);
    case 'patch':
      return undefined;
    case 'all':
      return reading('/bench/_all_docs?include_docs=true');
    case 'page':
      return reading(`/bench/_all_docs?include_docs=true&limit=${PAGE}`);
  }
}

function kinto(question: Question, { key, value, number }: Subject): Request {
  const document = `${KINTO}/${key}`;
  switch (question) {
    case 'get':
      return reading(document);
    case 'put':
      return writing('PUT', document, `{"data":${textWithId(key, value)}}`);
    case 'patch':
      return writing('PATCH', document, `{"data":${change(number)}}`);
    case 'all':
      return reading(KINTO);
    case 'page':
      return reading(`${KINTO}?_limit=${PAGE}`);
  }
}

/** The value with its key as the member `id`, for servers that keep it there. The values of the suite have a number there. */
export function textWithId(key: string, value: string): string {
  return JSON.stringify({ ...(JSON.parse(value) as object), id: key });
}

/** A merge patch of one member. */
function change(number: number): string {
  return `{"name":"Person ${number}"}`;
}

function reading(path: string): Request {
  return { method: 'GET', path, body: '', type: '' };
}

function writing(method: 'PUT' | 'PATCH', path: string, body: string): Request {
  return { method, path, body, type: 'application/json' };
}
