import { createRequire } from 'node:module';

interface Addon {
  priceOf(id: number, count: number): number;
  callBack(n: number, f: (doubled: number) => number): number;
  panicNow(place: number): number;
  waitFor(n: number): number;
  Counter: new (value: number) => { readonly current: number };
}

const addon = createRequire(import.meta.url)('../program.node') as Addon;

class Shop {
  readonly name: string = 'corner';
  sold = 0;

  sell(id: number): number {
    const factor: number = id > 8 ? 3 : 2;
    const tags: string[] = ['new', this.name];
    const price: number = addon.priceOf(id, factor); // TS_SELL
    this.sold += tags.length; // TS_SOLD
    return price;
  }
}

function viaCallback(n: number): number {
  const offset = 5; // TS_VIA
  return addon.callBack(n, (doubled: number): number => {
    const sum: number = doubled + offset; // TS_CALLBACK
    return sum;
  }); // TS_CALLBACK_END
}

function counted(): number {
  const counter = new addon.Counter(7);
  return counter.current; // TS_GETTER
}

function panics(): string {
  try {
    return String(addon.panicNow(6));
  } catch (error) {
    return (error as Error).message; // TS_CAUGHT
  }
}

const shop = new Shop();
let total = 0;
const rounds = Number(process.env['ROUNDS'] ?? '3');
for (let round = 0; round < rounds; round++) {
  total += shop.sell(round + 7); // TS_ROUND
  total += viaCallback(round);
}
total += counted();
console.log('caught', panics());
console.log('waited', addon.waitFor(1));
console.log('total', total, 'sold', shop.sold);
