import { type Histogram } from './histogram.js';

/** The media type of the text format that Prometheus reads, and every collector that knows it. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;
type Value = number | bigint;

/**
 * Metrics in the text format of Prometheus, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): a family of samples after the other.
 */
export class Exposition {
  #text = '';

  get text(): string {
    return this.#text;
  }

  /** A number that goes up and down. */
  gauge(name: string, help: string, value: Value, labels: Labels = {}): this {
    return this.#family(name, 'gauge', help).#sample(name, labels, value);
  }

  /** Gauges that differ in their labels. */
  gauges(name: string, help: string, samples: Iterable<readonly [Labels, Value]>): this {
    this.#family(name, 'gauge', help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
    return this;
  }

  /** A number that only grows while the process lives. Its name ends in `_total`. */
  counter(name: string, help: string, value: Value): this {
    return this.#family(name, 'counter', help).#sample(name, {}, value);
  }

  /** Counters that differ in their labels. */
  counters(name: string, help: string, samples: Iterable<readonly [Labels, Value]>): this {
    this.#family(name, 'counter', help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
    return this;
  }

  histograms(name: string, help: string, samples: Iterable<readonly [Labels, Histogram]>): this {
    this.#family(name, 'histogram', help);
    for (const [labels, histogram] of samples) this.#histogram(name, labels, histogram);
    return this;
  }

  #histogram(name: string, labels: Labels, { bounds, counts, sum }: Histogram): void {
    let below = 0;
    for (const [place, bound] of [...bounds, Infinity].entries()) {
      below += counts[place] ?? 0;
      this.#sample(`${name}_bucket`, { ...labels, le: numberText(bound) }, below);
    }
    this.#sample(`${name}_sum`, labels, sum).#sample(`${name}_count`, labels, below);
  }

  #family(name: string, type: string, help: string): this {
    this.#text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    return this;
  }

  #sample(name: string, labels: Labels, value: Value): this {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    const braced = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
    this.#text += `${name}${braced} ${numberText(value)}\n`;
    return this;
  }
}

function numberText(value: Value): string {
  return value === Infinity ? '+Inf' : String(value);
}

function escaped(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
