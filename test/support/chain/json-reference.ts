/**
 * A second reader of strict JSON, written from RFC 8259, RFC 7493 and RFC 8785 independently of the one under test,
 * with recursive descent and exact arithmetic. It is slow, and deeply nested texts exhaust its stack.
 */

/** The value of a text, or undefined if it is not strict JSON. */
export type Read = { readonly value: unknown } | undefined;

class Refused extends Error {}

/** @param canonical whether each value must be spelled as RFC 8785 writes it */
export function referenceRead(text: string, canonical: boolean): Read {
  const reader = new Reader(text, canonical);
  try {
    return { value: reader.whole() };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  readonly #canonical: boolean;
  #at = 0;

  constructor(text: string, canonical: boolean) {
    this.#text = text;
    this.#canonical = canonical;
  }

  whole(): unknown {
    const value = this.#value();
    if (this.#at < this.#text.length) throw new Refused();
    return value;
  }

  #take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern, "y");
    sticky.lastIndex = this.#at;
    const [found] = sticky.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #value(): unknown {
    this.#take(/[ \t\n\r]*/);
    const value = this.#bare();
    this.#take(/[ \t\n\r]*/);
    return value;
  }

  #bare(): unknown {
    if (this.#take(/\{/)) return this.#object();
    if (this.#take(/\[/)) return this.#array();
    if (this.#take(/true/)) return true;
    if (this.#take(/false/)) return false;
    if (this.#take(/null/)) return null;
    const number = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/);
    return number === undefined ? this.#string() : this.#number(number);
  }

  #object(): object {
    const members: [string, unknown][] = [];
    this.#take(/[ \t\n\r]*/);
    if (this.#take(/\}/)) return {};
    do {
      this.#take(/[ \t\n\r]*/);
      const name = this.#string();
      this.#take(/[ \t\n\r]*/);
      if (!this.#take(/:/) || members.some(([other]) => other === name)) throw new Refused();
      members.push([name, this.#value()]);
    } while (this.#take(/,/));
    if (!this.#take(/\}/)) throw new Refused();
    return Object.fromEntries(members);
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.#take(/[ \t\n\r]*/);
    if (this.#take(/\]/)) return items;
    do items.push(this.#value());
    while (this.#take(/,/));
    if (!this.#take(/\]/)) throw new Refused();
    return items;
  }

  #string(): string {
    // eslint-disable-next-line no-control-regex
    const literal = this.#take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/);
    if (literal === undefined) throw new Refused();
    const text = JSON.parse(literal) as string;
    // A lone surrogate has no UTF-8.
    if (Buffer.from(text).toString() !== text) throw new Refused();
    if (this.#canonical && JSON.stringify(text) !== literal) throw new Refused();
    // RFC 8785 does not mention noncharacters, and old blocks may contain them.
    if (!this.#canonical && Array.from(text, (character) => character.codePointAt(0) ?? 0).some(isNoncharacter)) {
      throw new Refused();
    }
    return text;
  }

  #number(literal: string): number {
    const number = /^-0(?:\.0+)?(?:[eE].*)?$/.test(literal) ? 0 : Number(literal);
    if (!isExact(literal, number) || (this.#canonical && `${number}` !== literal)) throw new Refused();
    return number;
  }
}

/** The last two code points of each plane, and 32 more (The Unicode Standard, section 23.7). */
function isNoncharacter(code: number): boolean {
  return code % 0x10000 >= 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

/** Whether a literal has exactly the value of a double's shortest text, and is at most 2^53 - 1. */
export function isExact(literal: string, double: number): boolean {
  if (!Number.isFinite(double) || Math.abs(double) >= 2 ** 53) return false;
  const [written, read] = [fraction(literal), fraction(`${double}`)];
  return written.above * read.below === read.above * written.below;
}

function fraction(literal: string): { above: bigint; below: bigint } {
  const [mantissa = "", power = "0"] = literal.split(/e/i);
  const [whole = "", decimals = ""] = mantissa.split(".");
  const above = BigInt(whole.replace("-", "") + decimals) * (whole.startsWith("-") ? -1n : 1n);
  if (above === 0n) return { above, below: 1n };
  // The double is finite and this number is not zero, so a smaller power would be just as wrong.
  const exponent = Math.max(Number(power) - decimals.length, -5000);
  return exponent < 0
    ? { above, below: 10n ** BigInt(-exponent) }
    : { above: above * 10n ** BigInt(exponent), below: 1n };
}
