import { createPublicKey, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import type { Entry, FoundingEntry, KeyEntry, RevocationEntry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { Author, type Odd } from "../../support/chain/authors.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { blockAfter, chainOf, commitment, record } from "../../support/chain/sealed-builder.ts";

const rao = new Author("dr-rao");
const registry = new Author("registry", "ES256");
const registrar = new Author("registrar");
const eve = new Author("eve");

const faultOf = (chain: readonly unknown[]): Promise<Fault | undefined> => new SealedValidator(ANY_TIME).check(chain);

/** A chain in which block 2 enrols both authors, and the hash of its genesis. */
function enrolled(founding: Partial<FoundingEntry> = {}): { chain: SealedBlock[]; ledger: string } {
  const chain = chainOf([], founding);
  const ledger = chain[0]?.hash ?? "";
  const keys = [rao.enrolment(ledger), registry.enrolment(ledger)];
  const entries = founding.registrar ? keys.map((key) => registrar.endorsed(key, ledger)) : keys;
  chain.push(blockAfter(chain, entries));
  return { chain, ledger };
}

/** A chain with one more block, whose entries are made for it. */
function extended(
  make: (ledger: string, seen: SealedBlock) => readonly unknown[],
  founding: Partial<FoundingEntry> = {},
): SealedBlock[] {
  const { chain, ledger } = enrolled(founding);
  return [...chain, blockAfter(chain, make(ledger, chain.at(-1) as SealedBlock))];
}

const revocation = (author: Author, since?: number): RevocationEntry => ({
  kind: "revocation",
  revokes: author.thumbprint,
  ...(since === undefined ? {} : { compromised_since: since }),
});

describe("a signature", () => {
  test.each([rao, registry])("holds if it is made as RFC 7515 says, with $algorithm", async (author) => {
    const entries = [
      record(1),
      { kind: "correction", commitment: commitment("c"), corrects: 4 },
      { kind: "erasure", erases: 5 },
    ];
    const chain = extended((ledger, seen) => entries.map((entry) => author.signed(entry, ledger, seen)));
    expect(await faultOf(chain)).toBeUndefined();
  });

  const odds: [string, Odd][] = [
    ["has another typ", { header: { typ: "JWT" } }],
    ["has a typ in other letters", { header: { typ: "Patient-Ledger-Entry+JWS" } }],
    ["has no typ", { header: { typ: undefined } }],
    ["has another kid", { header: { kid: eve.thumbprint } }],
    ["has no kid", { header: { kid: undefined } }],
    ["has crit", { header: { crit: ["b64"], b64: true } }],
    ["has one header parameter more", { header: { cty: "json" } }],
    ["is said to be by none", { header: { alg: "none" } }],
    ["is said to be by EdDSA, the older name", { header: { alg: "EdDSA" } }],
    ["has white space in its header", { headerText: `{"alg": "Ed25519"}` }],
    ["is over another ledger's entry", { payload: { ledger: "0".repeat(64) } }],
    ["is over another entry", { payload: { commitment: commitment("another") } }],
    ["is over an entry with another author", { payload: { author: eve.thumbprint } }],
    ["is over an entry of another kind", { payload: { kind: "correction" } }],
    ["is one byte short", { raw: (bytes) => bytes.subarray(0, 63) }],
    ["is one byte long", { raw: (bytes) => Buffer.concat([bytes, Buffer.of(0)]) }],
    ["is empty", { raw: () => Buffer.alloc(0) }],
    ["is all zeros", { raw: () => Buffer.alloc(64) }],
    [
      "is in DER",
      {
        raw: (bytes) =>
          Buffer.concat([
            Buffer.from("30440220", "hex"),
            bytes.subarray(0, 32),
            Buffer.from("0220", "hex"),
            bytes.subarray(32),
          ]),
      },
    ],
    ["has its halves swapped", { raw: (bytes) => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]) }],
  ];
  test.each(
    odds.flatMap(([what, odd]) => [rao, registry].map((author) => [what, author.algorithm, odd, author] as const)),
  )("that %s is refused, with %s", async (_, __, odd, author) => {
    const chain = extended((ledger, seen) => [record(1), author.signed(record(2), ledger, seen, odd), record(3)]);
    expect(await faultOf(chain)).toMatchObject({
      index: 3,
      rule: "signature",
      detail: expect.stringMatching(/^Entry 5 /),
    });
  });

  test.each([0, 1, 2, 10, 42, 43, 100, 127, -1, -2, -3, -40])("with character %i changed is refused", async (place) => {
    for (const author of [rao, registry]) {
      const chain = extended((ledger, seen) => {
        const entry = author.signed(record(2), ledger, seen) as Entry & { signature: string };
        const characters = [...entry.signature];
        const at = place < 0 ? characters.length + place : place;
        characters[at] = characters[at] === "A" ? "B" : "A";
        return [{ ...entry, signature: characters.join("") }];
      });
      expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
    }
  });

  test("by another's key under an author's name is refused", async () => {
    const chain = extended((ledger, seen) => {
      const named = { ...record(1), author: rao.thumbprint, seen: { index: seen.index, hash: seen.hash } };
      return [{ ...named, signature: eve.jws(named, ledger, { header: { kid: rao.thumbprint } }) }];
    });
    expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
  });

  test("is refused for any change of the entry under it", async () => {
    const edits = [{ commitment: commitment("x") }, { kind: "correction", corrects: 4 }];
    for (const edit of edits) {
      const chain = extended((ledger, seen) => [record(1), { ...rao.signed(record(2), ledger, seen), ...edit }]);
      expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
    }
  });

  const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const N = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const bigEndian = (number: bigint) => Buffer.from(number.toString(16).padStart(64, "0"), "hex");
  const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

  test("of Ed25519 with S + L, which is not canonical, is refused", async () => {
    const raw = (bytes: Buffer) =>
      Buffer.concat([bytes.subarray(0, 32), bigEndian(numberOf(bytes.subarray(32).toReversed()) + L).toReversed()]);
    const chain = extended((ledger, seen) => [rao.signed(record(1), ledger, seen, { raw })]);
    expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
  });

  test("of ES256 is accepted with low s and with high s, since ordinary clients make both", async () => {
    const chain = extended((ledger, seen) =>
      [false, true].map((isHigh, place) => {
        const raw = (bytes: Buffer) => {
          const s = numberOf(bytes.subarray(32));
          return Buffer.concat([bytes.subarray(0, 32), bigEndian(s > N / 2n === isHigh ? s : N - s)]);
        };
        return registry.signed(record(place), ledger, seen, { raw });
      }),
    );
    expect(await faultOf(chain)).toBeUndefined();
  });

  test("of ES256 in real DER is refused", async () => {
    const raw = (_: Buffer, input: Buffer) => sign("sha256", input, registry.privateKey);
    const chain = extended((ledger, seen) => [registry.signed(record(1), ledger, seen, { raw })]);
    expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
  });

  test.each(["00".repeat(32), `01${"00".repeat(31)}`, `01${"00".repeat(30)}80`, `ec${"ff".repeat(30)}7f`])(
    "of Ed25519 whose R is the point %s, of small order, is refused",
    async (point) => {
      const raw = (bytes: Buffer) => Buffer.concat([Buffer.from(point, "hex"), bytes.subarray(32)]);
      const chain = extended((ledger, seen) => [rao.signed(record(1), ledger, seen, { raw })]);
      expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
    },
  );

  test("that is wrong is reported before a later entry's fault, and after an earlier one's", async () => {
    const wrong = { payload: { ledger: "another" } };
    const later = extended((ledger, seen) => [rao.signed(record(1), ledger, seen, wrong), { kind: "note" }]);
    expect(await faultOf(later)).toMatchObject({ rule: "signature", detail: expect.stringMatching(/^Entry 4 /) });
    const earlier = extended((ledger, seen) => [{ kind: "note" }, rao.signed(record(1), ledger, seen, wrong)]);
    expect(await faultOf(earlier)).toMatchObject({ rule: "entry", detail: expect.stringMatching(/^Entry 4 /) });
  });
});

describe("where the founding demands signatures", () => {
  const signatures = { signatures: "required" } as const;
  test.each([record(9), { kind: "correction", commitment: commitment("c"), corrects: 4 }])(
    "an unsigned $kind is refused",
    async (entry) => {
      const make = (ledger: string, seen: SealedBlock) => [rao.signed(record(1), ledger, seen), entry];
      expect(await faultOf(extended(make, signatures))).toMatchObject({ index: 3, rule: "signature" });
      expect(await faultOf(extended(make))).toBeUndefined();
    },
  );

  test("an unsigned erasure is valid, since the law asks it of the operator", async () => {
    const make = (ledger: string, seen: SealedBlock) => [
      rao.signed(record(1), ledger, seen),
      { kind: "erasure", erases: 4 },
    ];
    expect(await faultOf(extended(make, signatures))).toBeUndefined();
  });

  test("any enrolled key may correct another's record", async () => {
    const correction = { kind: "correction", commitment: commitment("c"), corrects: 4 };
    const chain = extended(
      (ledger, seen) => [rao.signed(record(1), ledger, seen), registry.signed(correction, ledger, seen)],
      signatures,
    );
    expect(await faultOf(chain)).toBeUndefined();
  });
});

describe("a key", () => {
  const odd = (edit: object): unknown => ({ ...rao.jwk, ...edit });
  const { x } = registry.jwk;
  test.each<[string, unknown]>([
    ["with its private half", odd({ d: "AAAA" })],
    ["with a name", odd({ kid: "dr-rao" })],
    ["without its point", odd({ x: undefined })],
    ["of 31 bytes", odd({ x: Buffer.alloc(31, 9).toString("base64url") })],
    ["with padding", odd({ x: `${rao.jwk.x}=` })],
    ["in base64", odd({ x: Buffer.alloc(32, 0xff).toString("base64").slice(0, 43) })],
    ["that is no text", odd({ x: [rao.jwk.x] })],
    ["of another curve", odd({ crv: "Ed448" })],
    ["for key agreement", odd({ crv: "X25519" })],
    ["that is secret", { kty: "oct", k: "AAAA" }],
    ["of RSA", { kty: "RSA", n: "AQAB", e: "AQAB" }],
    ["of P-256 without y", { kty: "EC", crv: "P-256", x }],
    ["of P-256 that is not on the curve", { ...registry.jwk, y: x }],
    ["of P-384", { ...registry.jwk, crv: "P-384" }],
    ["of P-256 at the origin", { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) }],
    ...[
      "00".repeat(32),
      `${"00".repeat(31)}80`,
      `01${"00".repeat(31)}`,
      `01${"00".repeat(30)}80`,
      `ec${"ff".repeat(30)}7f`,
      `ec${"ff".repeat(31)}`,
      `ed${"ff".repeat(30)}7f`,
      `ee${"ff".repeat(30)}7f`,
      `ee${"ff".repeat(31)}`,
      `ff${"ff".repeat(30)}7f`,
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ].map((point): [string, unknown] => [
      `at ${point}, a point of small order or not canonical`,
      odd({ x: Buffer.from(point, "hex").toString("base64url") }),
    ]),
  ])("%s is refused", async (_, public_key) => {
    const { chain, ledger } = enrolled();
    const entry = eve.vouched({ kind: "key", public_key, commitment: commitment("k") }, ledger);
    expect(await faultOf([...chain, blockAfter(chain, [entry])])).toMatchObject({ index: 3, rule: "key" });
    for (const name of ["registrar", "successor"]) {
      expect(await faultOf(chainOf([], { [name]: public_key }))).toMatchObject({ index: 1, rule: "key" });
    }
  });

  test("is enrolled once, whatever became of it", async () => {
    const again = (ledger: string): KeyEntry => ({ ...rao.enrolment(ledger), commitment: commitment("again") });
    const sound = (ledger: string) => rao.vouched({ ...again(ledger), signature: undefined }, ledger);
    expect(await faultOf(extended((ledger) => [sound(ledger)]))).toMatchObject({ index: 3, rule: "key" });
    const revoked = extended((ledger) => [revocation(rao), sound(ledger)]);
    expect(await faultOf(revoked)).toMatchObject({ index: 3, rule: "key" });
  });

  test("must sign its own enrolment", async () => {
    const { chain, ledger } = enrolled();
    const unsigned = { kind: "key", public_key: eve.jwk, commitment: commitment("k") };
    const kid = { header: { kid: eve.thumbprint } };
    for (const signature of ["", rao.jws(unsigned, ledger), rao.jws(unsigned, ledger, kid), eve.jws(unsigned, "0")]) {
      const block = blockAfter(chain, [{ ...unsigned, signature }]);
      expect(await faultOf([...chain, block])).toMatchObject({ index: 3, rule: "signature" });
    }
  });

  test("that was not enrolled before signs nothing", async () => {
    const before = extended((ledger, seen) => [eve.signed(record(1), ledger, seen), eve.enrolment(ledger)]);
    expect(await faultOf(before)).toMatchObject({ index: 3, rule: "key", detail: expect.stringMatching(/^Entry 4 /) });
    const after = extended((ledger, seen) => [eve.enrolment(ledger), eve.signed(record(1), ledger, seen)]);
    expect(await faultOf(after)).toBeUndefined();
  });

  test("may have its subject erased once, and goes on signing", async () => {
    const erasure = { kind: "erasure", erases: 2 };
    const chain = extended((ledger, seen) => [erasure, rao.signed(record(1), ledger, seen)]);
    expect(await faultOf(chain)).toBeUndefined();
    expect(await faultOf([...chain, blockAfter(chain, [erasure])])).toMatchObject({ index: 4, rule: "entry" });
  });
});

describe("a registrar", () => {
  const named = { registrar: registrar.jwk } as const;
  const enrolment = (ledger: string) => eve.enrolment(ledger);

  test("endorses every key that is enrolled", async () => {
    expect(await faultOf(extended((ledger) => [registrar.endorsed(enrolment(ledger), ledger)], named))).toBeUndefined();
  });

  test.each<[string, (ledger: string) => unknown]>([
    ["no endorsement", enrolment],
    ["another's endorsement", (ledger) => rao.endorsed(enrolment(ledger), ledger)],
    [
      "another's endorsement in the registrar's name",
      (ledger) => rao.endorsed(enrolment(ledger), ledger, { header: { kid: registrar.thumbprint } }),
    ],
    [
      "an endorsement of another key's signature",
      (ledger) => registrar.endorsed(enrolment(ledger), ledger, { payload: { signature: "x" } }),
    ],
    [
      "an endorsement of the entry without its signature",
      (ledger) => registrar.endorsed(enrolment(ledger), ledger, { payload: { signature: undefined } }),
    ],
    [
      "an endorsement for another ledger",
      (ledger) => registrar.endorsed(enrolment(ledger), ledger, { payload: { ledger: "0" } }),
    ],
  ])("is missed where a key has %s", async (_, make) => {
    expect(await faultOf(extended((ledger) => [make(ledger)], named))).toMatchObject({ index: 3, rule: "signature" });
  });

  test("that the founding does not name endorses nothing", async () => {
    const chain = extended((ledger) => [registrar.endorsed(enrolment(ledger), ledger)]);
    expect(await faultOf(chain)).toMatchObject({ index: 3, rule: "signature" });
  });

  test("may have a successor, whose endorsement counts as well", async () => {
    const successor = new Author("successor");
    const founding = { ...named, successor: successor.jwk };
    expect(
      await faultOf(extended((ledger) => [successor.endorsed(enrolment(ledger), ledger)], founding)),
    ).toBeUndefined();
  });
});

describe("a revocation", () => {
  test.each<[string, (ledger: string) => unknown]>([
    ["by the operator", () => revocation(rao)],
    ["signed by the key", (ledger) => rao.vouched(revocation(rao), ledger)],
    ["signed by the key, with a dispute", (ledger) => rao.vouched(revocation(rao, 2), ledger)],
    ["endorsed, with a dispute", (ledger) => registrar.endorsed(revocation(rao, 3), ledger)],
    ["signed and endorsed", (ledger) => registrar.endorsed(rao.vouched(revocation(rao, 2), ledger), ledger)],
  ])("%s counts from its entry on", async (_, make) => {
    const chain = extended((ledger, seen) => [rao.signed(record(1), ledger, seen), make(ledger)], {
      registrar: registrar.jwk,
    });
    expect(await faultOf(chain)).toBeUndefined();
    const [genesis] = chain as [SealedBlock];
    for (const entry of [record(2), { kind: "erasure", erases: 4 }]) {
      const late = rao.signed(entry, genesis.hash, chain.at(-1) as SealedBlock);
      expect(await faultOf([...chain, blockAfter(chain, [late])])).toMatchObject({ index: 4, rule: "key" });
    }
    const other = registry.signed(record(2), genesis.hash, chain.at(-1) as SealedBlock);
    expect(await faultOf([...chain, blockAfter(chain, [other])])).toBeUndefined();
  });

  test.each<[string, string, (ledger: string) => unknown]>([
    ["of a key that was never enrolled", "key", () => revocation(eve)],
    ["with a dispute before the key was enrolled", "key", (ledger) => rao.vouched(revocation(rao, 1), ledger)],
    ["with a dispute of what is still to come", "key", (ledger) => rao.vouched(revocation(rao, 4), ledger)],
    ["with a dispute by the operator", "signature", () => revocation(rao, 2)],
    ["signed by another key", "signature", (ledger) => registry.vouched(revocation(rao, 2), ledger)],
    [
      "signed for another ledger",
      "signature",
      (ledger) => rao.vouched(revocation(rao), ledger, { payload: { ledger: "0" } }),
    ],
    ["endorsed by another", "signature", (ledger) => eve.endorsed(revocation(rao, 2), ledger)],
    [
      "rightly signed and wrongly endorsed",
      "signature",
      (ledger) => eve.endorsed(rao.vouched(revocation(rao), ledger), ledger),
    ],
  ])("%s is refused by the rule `%s`", async (_, rule, make) => {
    const chain = extended((ledger) => [make(ledger)], { registrar: registrar.jwk });
    expect(await faultOf(chain)).toMatchObject({ index: 3, rule });
  });

  test("comes once, unless the registrar disputes afterwards what the key had signed", async () => {
    const after = (make: (ledger: string) => unknown) =>
      faultOf(extended((ledger) => [revocation(rao), make(ledger)], { registrar: registrar.jwk }));
    expect(await after(() => revocation(rao))).toMatchObject({ index: 3, rule: "key" });
    expect(await after((ledger) => rao.vouched(revocation(rao, 2), ledger))).toMatchObject({ index: 3, rule: "key" });
    expect(await after((ledger) => registrar.endorsed(revocation(rao, 2), ledger))).toBeUndefined();
  });
});

test("the tests' authors have the keys that Node exports", () => {
  expect(createPublicKey(rao.privateKey).export({ format: "jwk" })).toEqual(rao.jwk);
});
