import { describe, expect, test } from "vitest";
import { headerOf, type SealedBlock } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { Author } from "../../support/chain/authors.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { ReferenceTree } from "../../support/chain/rfc6962.ts";
import { blockAfter, chainOf, commitment, jcs, mined, record } from "../../support/chain/sealed-builder.ts";

const registrar = new Author("registrar");

/** Another character of the same class, so that the text still has its form as often as it can. */
function other(character: string): string {
  if (/[0-8]/.test(character)) return String(Number(character) + 1);
  if (/[a-e]/.test(character)) return String.fromCharCode(character.charCodeAt(0) + 1);
  if (character === "9" || character === "f") return "0";
  if (/[A-Za-z]/.test(character))
    return /[zZ]/.test(character) ? "a" : String.fromCharCode(character.charCodeAt(0) + 1);
  return character === "-" ? "_" : character === "_" ? "-" : "0";
}

/** A block of one entry, given by its text, which follows a chain; it is mined whatever the text is. */
function blockOf(chain: readonly SealedBlock[], text: string) {
  const { hash: _, proof: __, entries: ___, ...header } = blockAfter(chain, [record("any")]);
  const merkle_root = new ReferenceTree([Buffer.from(text)]).root(1).toString("hex");
  return headerOf(mined({ ...header, merkle_root, entries: [] }));
}

describe.each([new Author("dr-rao"), new Author("registry", "ES256")])("by $algorithm", (author) => {
  const chain = chainOf([], { registrar: registrar.jwk, signatures: "required" });
  const [{ hash: ledger }] = chain as [SealedBlock];
  chain.push(blockAfter(chain, [registrar.endorsed(author.enrolment(ledger), ledger)]));
  const seen = chain[1] as SealedBlock;
  const current = [1, 2].map((name) => author.signed(record(name), ledger, seen));
  chain.push(blockAfter(chain, current));
  const unknown = new Author("another", author.algorithm);
  const revocation = { kind: "revocation", revokes: author.thumbprint, compromised_since: 2 };

  test.each<[string, unknown]>([
    ["record", author.signed(record(3), ledger, seen)],
    ["correction", author.signed({ kind: "correction", commitment: commitment("c"), corrects: 3 }, ledger, seen)],
    ["erasure", author.signed({ kind: "erasure", erases: 4 }, ledger, seen)],
    ["key", registrar.endorsed(unknown.enrolment(ledger), ledger)],
    ["revocation", registrar.endorsed(author.vouched(revocation, ledger), ledger)],
  ])("every changed byte is found in an entry of the kind %s whose block was mined again", async (_, entry) => {
    const text = jcs(entry);
    const validator = new SealedValidator(ANY_TIME);
    expect(await validator.check(chain)).toBeUndefined();
    const missed: string[] = [];
    const rules = new Set<string>();
    for (let place = 0; place < text.length; place++) {
      const changed = text.slice(0, place) + other(text[place] ?? "") + text.slice(place + 1);
      const fault = await validator.checkTexts(blockOf(chain, changed), [changed]);
      if (fault?.index === 4) rules.add(fault.rule);
      else missed.push(changed);
    }
    expect(missed).toEqual([]);
    expect(rules).toContain("signature");
    expect(await validator.checkTexts(blockOf(chain, text), [text])).toBeUndefined();
  });
});
