import { Malformed } from "../../chain/text/malformed.ts";
import { parseVerifierKey, SIGNATURE_TYPE, type SignatureType, type VerifierKey } from "./note.ts";
import type { TrustPolicy } from "./trust-policy.ts";
import { isSameKey } from "./witnesses.ts";

/** The name of the quorum that asks for no witness. */
const NONE = "none";

/** A key, and the line that defines it. */
interface Definition {
  readonly key: VerifierKey;
  readonly line: number;
}

/** A group of witnesses or other groups, of which some must have cosigned. */
interface Group {
  readonly threshold: number;
  readonly members: readonly string[];
}

/**
 * Parses a file with a trust policy (C2SP tlog-policy): the keys of a ledger and of witnesses, and which witnesses must
 * have cosigned. URLs are ignored. The quorum may be a group, but not a group of groups.
 *
 * @throws Malformed if it is not such a policy, or has no ledger; the message names the line
 */
export async function parsePolicy(text: string): Promise<Required<TrustPolicy>> {
  const policy = new PolicyLines();
  for (const [place, line] of text.split("\n").entries()) await policy.read(line, place + 1);
  return policy.end();
}

/** The definitions of a policy, collected line by line. */
class PolicyLines {
  readonly #logs: Definition[] = [];
  readonly #witnesses = new Map<string, Definition>();
  readonly #groups = new Map<string, Group>();
  readonly #members = new Set<string>();
  #quorum: string | undefined;
  #line = 0;

  /** @throws Malformed if the line is not one of a policy, or contradicts an earlier one */
  async read(text: string, line: number): Promise<void> {
    this.#line = line;
    if (/[^\t\u0020-\u007e\u0080-\u{10ffff}]/u.test(text)) this.#refuse("holds a character that is not allowed");
    // Only spaces and tabs separate the items: other white space may be a part of them.
    const [keyword = "", ...items] = text.split(/[ \t]+/).filter((item) => item !== "");
    if (keyword === "" || keyword.startsWith("#")) return;
    if (keyword === "log") await this.#readLog(items);
    else if (keyword === "witness") await this.#readWitness(items);
    else if (keyword === "group") this.#readGroup(items);
    else if (keyword === "quorum") this.#readQuorum(items);
    else this.#refuse("must begin with log, witness, group, quorum or #");
  }

  /**
   * The policy that the lines define.
   *
   * @throws Malformed if it has no ledger or no quorum
   */
  end(): Required<TrustPolicy> {
    const ledger = this.#logs.map(({ key }) => key);
    if (ledger.length === 0) throw new Malformed("the policy has no ledger: add a line log <key>");
    const quorum = this.#quorum;
    if (quorum === undefined)
      throw new Malformed("the policy has no line quorum <name>; without witnesses: quorum none");
    const { threshold, members } = this.#groups.get(quorum) ?? { threshold: 1, members: [quorum] };
    if (quorum === NONE) return { ledger, witnesses: this.#keysOf([...this.#witnesses.keys()]), quorum: 0 };
    return { ledger, witnesses: this.#keysOf(members), quorum: threshold };
  }

  async #readLog([vkey, , ...rest]: readonly string[]): Promise<void> {
    if (vkey === undefined || rest.length > 0) this.#refuse("must be log <key> [<url>]");
    this.#logs.push(await this.#define(vkey, SIGNATURE_TYPE.ed25519, "a ledger's"));
  }

  async #readWitness([name, vkey, , ...rest]: readonly string[]): Promise<void> {
    if (name === undefined || vkey === undefined || rest.length > 0)
      this.#refuse("must be witness <name> <key> [<url>]");
    this.#refuseDefined(name);
    this.#witnesses.set(name, await this.#define(vkey, SIGNATURE_TYPE.cosignature, "a witness's"));
  }

  #readGroup([name, count, ...members]: readonly string[]): void {
    if (name === undefined || count === undefined || members.length === 0) {
      this.#refuse("must be group <name> <all, any or a number> <member>…");
    }
    this.#refuseDefined(name);
    for (const member of members) {
      if (!this.#isDefined(member)) this.#refuse(`has the member ${member}, which no line above defines`);
      if (this.#members.has(member)) this.#refuse(`has the member ${member}, which is a member already`);
      this.#members.add(member);
    }
    const threshold = count === "all" ? members.length : count === "any" ? 1 : Number(count);
    if (!/^(all|any|[1-9]\d{0,9})$/.test(count) || threshold > members.length) {
      this.#refuse(`must have all, any, or a number from 1 to ${members.length} before its members`);
    }
    this.#groups.set(name, { threshold, members });
  }

  #readQuorum([name, ...rest]: readonly string[]): void {
    if (name === undefined || rest.length > 0) this.#refuse("must be quorum <name>");
    if (this.#quorum !== undefined) this.#refuse("is a second quorum line: a policy has one");
    if (name !== NONE && !this.#isDefined(name)) this.#refuse(`names ${name}, which no line above defines`);
    if (this.#groups.get(name)?.members.some((member) => this.#groups.has(member))) {
      this.#refuse("names a group of groups, which is not supported: name a witness, or a group of witnesses");
    }
    this.#quorum = name;
  }

  async #define(vkey: string, type: SignatureType, whose: string): Promise<Definition> {
    const key = await parseVerifierKey(vkey).catch((error: unknown) => {
      throw error instanceof Malformed ? this.#refusal(`has a key that cannot be used: ${error.message}`) : error;
    });
    if (key.type !== type) this.#refuse(`has the key ${key.name}, which is not of ${whose} type`);
    // One key is one party. This also keeps a ledger from being its own witness.
    const twin = [...this.#logs, ...this.#witnesses.values()].find((other) => isSameKey(other.key, key));
    if (twin)
      this.#refuse(`has the key of line ${twin.line} again: a key may appear only once, even under another name`);
    return { key, line: this.#line };
  }

  #keysOf(names: readonly string[]): VerifierKey[] {
    return names.flatMap((name) => this.#witnesses.get(name)?.key ?? []);
  }

  #isDefined(name: string): boolean {
    return this.#witnesses.has(name) || this.#groups.has(name);
  }

  #refuseDefined(name: string): void {
    if (name === NONE || this.#isDefined(name)) this.#refuse(`defines ${name}, which is defined already`);
  }

  #refusal(what: string): Malformed {
    return new Malformed(`line ${this.#line} ${what}`);
  }

  #refuse(what: string): never {
    throw this.#refusal(what);
  }
}
