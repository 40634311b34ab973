import { env, listDurableObjectIds } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseNote, parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import { patient } from "../support/worker/client.ts";
import { behindTheBackOf, sqlOn } from "../support/storage/in-runtime.ts";
import { call, createLedger, grow, mineOn, post, text, verifierKeysOf } from "../support/worker/named-ledgers.ts";
import { configure, deploy, deployedWith, KEY, newKey, ORIGIN, SIGNING } from "../support/worker/deployment.ts";
import { expectProblem } from "../support/worker/problems.ts";

deployedWith(SIGNING);

const LEDGER = "clinic";
const SQUARES = { puzzle: "squares" } as const;
const SECRET = KEY.d ?? "";

describe("without a signing key", () => {
  test("records are mined, and nothing is signed", async () => {
    configure({});
    const [mined] = await grow(LEDGER, SQUARES, 2);

    expect(mined).toEqual({ message: expect.any(String), block: mined?.block });
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, length: 2, checkpoint: null });
    expect(await sqlOn(LEDGER, "SELECT * FROM checkpoints")).toEqual([]);
  });

  test.each(["/checkpoint", "/vkey", "/blocks/1/proof"])("%s says what the operator has to set", async (path) => {
    configure({});
    await createLedger(LEDGER, SQUARES);

    const { detail } = await expectProblem(await call(LEDGER, path), 503, "signing-not-configured");
    expect(detail).toMatch(/LEDGER_SIGNING_KEY.*LEDGER_ORIGIN/);
  });

  test.each(["/is_valid", "/cosignatures"])("POST %s says what the operator has to set", async (path) => {
    configure({});
    await createLedger(LEDGER, SQUARES);

    const response = await post(LEDGER, path, "a checkpoint");
    expect((await expectProblem(response, 503, "signing-not-configured")).detail).toContain("LEDGER_SIGNING_KEY");
  });

  test("the tree still grows, and is signed once there is a key", async () => {
    configure({});
    await grow(LEDGER, SQUARES, 3);
    expect(JSON.parse(await text(LEDGER, "/consistency?from=0&to=3"))).toMatchObject({ to: 3 });
    expect((await call(LEDGER, "/tile/0/000.p/3")).status).toBe(200);

    await deploy(SIGNING);

    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, checkpoint: null });
    const { size } = await openCheckpoint(await text(LEDGER, "/checkpoint"), { ledger: await verifierKeysOf(LEDGER) });
    expect(size).toBe(3);
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, checkpoint: { size: 3 } });
  });

  test("a ledger that has signed does not grow but can be read and checked, and resumes when it has its key again", async () => {
    await grow(LEDGER, SQUARES, 2);
    await deploy({});

    const json = "application/json";
    for (const [path, body, type] of [
      ["/mine_block", JSON.stringify(patient(3)), json],
      ["/work", JSON.stringify(patient(3)), json],
      ["/mine_block", JSON.stringify({ ...patient(3), proof: 1 }), json],
      ["/records", `${JSON.stringify(patient(3))}\n`, "application/x-ndjson"],
    ] as const) {
      const { detail } = await expectProblem(await post(LEDGER, path, body, type), 503, "signing-not-configured");
      expect(detail).toContain("LEDGER_SIGNING_KEY");
    }
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, length: 2, checkpoint: null });
    expect(JSON.parse(await text(LEDGER, "/mempool"))).toMatchObject({ size: 0 });
    await deploy(SIGNING);

    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, checkpoint: { size: 2 } });
    await grow(LEDGER, SQUARES, 4);
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, checkpoint: { size: 4 } });
  });
});

describe("with invalid settings", () => {
  const { kty, crv, d, x } = KEY;
  const unusable: [string, { LEDGER_SIGNING_KEY: string; LEDGER_ORIGIN?: string }][] = [
    ["no origin", { LEDGER_SIGNING_KEY: SIGNING.LEDGER_SIGNING_KEY }],
    ["an origin with spaces", { ...SIGNING, LEDGER_ORIGIN: "the ledger" }],
    ["an origin with a plus", { ...SIGNING, LEDGER_ORIGIN: "a+b" }],
    ...[
      `{"kty":"OKP","d":"${d}"`,
      JSON.stringify(d),
      "5",
      "null",
      "[]",
      "{}",
      JSON.stringify({ kty, crv, x }),
      JSON.stringify({ kty, crv, d }),
      JSON.stringify({ kty: "EC", crv: "P-256", d, x }),
      JSON.stringify({ kty, crv, d: `${d}AAAA`, x }),
      JSON.stringify({ kty, crv, d: 5, x: 5 }),
      JSON.stringify({ keys: [] }),
      JSON.stringify({ keys: null }),
      JSON.stringify({ keys: [KEY, {}] }),
      JSON.stringify({ keys: [null] }),
      JSON.stringify({ keys: KEY }),
    ].map((LEDGER_SIGNING_KEY): [string, typeof SIGNING] => [
      `the key ${LEDGER_SIGNING_KEY.replaceAll(SECRET, "…").replaceAll(x ?? "", "…")}`,
      { ...SIGNING, LEDGER_SIGNING_KEY },
    ]),
  ];

  test.each(unusable)("such as %s nothing is mined, and every route says so", async (_, settings) => {
    await grow(LEDGER, SQUARES, 2);
    // The routes refuse, whichever key the object has: it is not even called.
    configure(settings);

    const json = "application/json";
    const answers = await Promise.all([
      ...["/vkey", "/checkpoint", "/blocks/1", "/blocks/1/proof", "/get_chain", "/is_valid", "/mempool", "/miners"].map(
        (path) => call(LEDGER, path),
      ),
      ...["/consistency?from=0&to=1", "/tile/0/000.p/1", ""].map((path) => call(LEDGER, path)),
      post(LEDGER, "/mine_block", JSON.stringify(patient(3)), json),
      post(LEDGER, "/work", JSON.stringify(patient(3)), json),
      post(LEDGER, "/is_valid", "a checkpoint"),
      post(LEDGER, "/cosignatures", "a checkpoint"),
      call("new", "", { method: "PUT", headers: { "Content-Type": json }, body: JSON.stringify(SQUARES) }),
    ]);
    for (const answer of answers) {
      const body = await expectProblem(answer, 503, "signing-not-configured");
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }

    configure(SIGNING);
    expect(JSON.parse(await text(LEDGER, "/mempool"))).toMatchObject({ size: 0 });
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, length: 2 });
    const ids = (await listDurableObjectIds(env.LEDGER)).map(String);
    expect(ids).toContain(String(env.LEDGER.idFromName(LEDGER)));
    expect(ids).not.toContain(String(env.LEDGER.idFromName("new")));
  });
});

describe("the signing key", () => {
  test("is in no table, nor anywhere else in the ledger's storage", async () => {
    await grow(LEDGER, SQUARES, 3);
    await text(LEDGER, "/checkpoint");

    const { dump, tables } = await behindTheBackOf(LEDGER, (storage) => {
      const names = storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
        )
        .toArray()
        .map(({ name }) => name);
      const rows = names.flatMap((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
      return { dump: JSON.stringify([rows, [...storage.kv.list()]]), tables: names };
    });

    expect(tables).toEqual(expect.arrayContaining(["blocks", "checkpoints", "tiles"]));
    expect(dump).toContain(`${ORIGIN}/ledgers/${LEDGER}`);
    expect(dump).not.toContain(SECRET);
  });

  test("is in no answer", async () => {
    await grow(LEDGER, SQUARES, 3);

    for (const path of ["/vkey", "/checkpoint", "/blocks/2/proof", "/is_valid", "/get_chain", "/work", ""]) {
      const response = await call(LEDGER, path);
      expect(`${[...response.headers].join()} ${await response.text()}`).not.toContain(SECRET);
    }
  });
});

/** Settings in which a new key signs alongside the old one, and then alone. */
const next = async () => {
  const key = await newKey();
  const both = { ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify({ keys: [KEY, key] }) };
  return { both, alone: { ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify(key) } };
};

describe("while the signing key changes", () => {
  test("each checkpoint carries both signatures, and either key verifies it", async () => {
    configure((await next()).both);
    const mined = await grow(LEDGER, SQUARES, 3);
    const keys = await verifierKeysOf(LEDGER);
    expect(keys).toHaveLength(2);

    const notes = [await text(LEDGER, "/checkpoint"), ...mined.map(({ receipt }) => receipt?.checkpoint ?? "")];
    for (const note of notes) {
      expect(parseNote(note).signatures.map(({ id }) => id)).toEqual(keys.map(({ id }) => id));
      for (const key of keys) {
        expect(await openCheckpoint(note, { ledger: [key] })).toMatchObject({ origin: `${ORIGIN}/ledgers/${LEDGER}` });
      }
    }
    for (const { block, receipt } of mined) {
      for (const key of keys) await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, { ledger: [key] });
    }
  });

  test("the previous key is still listed, so that its signatures can be verified", async () => {
    await grow(LEDGER, SQUARES, 2);
    const saved = await text(LEDGER, "/checkpoint");
    const before = await text(LEDGER, "/vkey");
    await deploy((await next()).both);

    expect((await text(LEDGER, "/vkey")).startsWith(before)).toBe(true);
    await mineOn(LEDGER, 3, SQUARES);
    expect(await (await post(LEDGER, "/is_valid", saved)).json()).toMatchObject({ valid: true, kept: { size: 2 } });
  });

  test("the newest checkpoint carries both signatures even if nothing is mined meanwhile", async () => {
    await grow(LEDGER, SQUARES, 2);
    await deploy((await next()).both);

    const { signatures } = parseNote(await text(LEDGER, "/checkpoint"));

    expect(signatures.map(({ id }) => id)).toEqual((await verifierKeysOf(LEDGER)).map(({ id }) => id));
  });

  test("the old key may be removed once both have signed: chain and saved checkpoint stay verifiable", async () => {
    const { both, alone } = await next();
    configure(both);
    await grow(LEDGER, SQUARES, 3);
    const saved = await text(LEDGER, "/checkpoint");
    await deploy(alone);

    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toMatchObject({ valid: true, checkpoint: { size: 3 } });
    expect(await (await post(LEDGER, "/is_valid", saved)).json()).toMatchObject({ valid: true, kept: { size: 3 } });
    const { receipt } = await mineOn(LEDGER, 4, SQUARES);
    expect(parseNote(receipt?.checkpoint ?? "").signatures).toHaveLength(1);
  });

  test("a ledger that was inactive during the change resumes with the new key if the old public key is still configured", async () => {
    await grow(LEDGER, SQUARES, 2);
    const saved = await text(LEDGER, "/checkpoint");
    const key = await newKey();
    const { kty, crv, x } = KEY;
    await deploy({ ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify({ keys: [key, { kty, crv, x }] }) });

    expect(await verifierKeysOf(LEDGER)).toHaveLength(2);
    expect(await (await post(LEDGER, "/is_valid", saved)).json()).toMatchObject({ valid: true, kept: { size: 2 } });
    const [id] = parseNote(saved).signatures.map((signature) => signature.id);
    const { signatures } = parseNote(await text(LEDGER, "/checkpoint"));
    expect(signatures).toHaveLength(1);
    expect(signatures[0]?.id).not.toBe(id);
    const { receipt } = await mineOn(LEDGER, 3, SQUARES);
    expect(parseNote(receipt?.checkpoint ?? "").signatures.map((signature) => signature.id)).not.toContain(id);
  });

  test("a ledger whose checkpoint no configured key has signed signs nothing until that key is back", async () => {
    await grow(LEDGER, SQUARES, 2);
    await deploy((await next()).alone);

    await expectProblem(await call(LEDGER, "/checkpoint"), 409, "ledger-contradicted");
    const refused = await post(LEDGER, "/mine_block", JSON.stringify(patient(3)), "application/json");
    await expectProblem(refused, 409, "ledger-contradicted");
    await deploy(SIGNING);
    expect((await mineOn(LEDGER, 3, SQUARES)).block).toMatchObject({ index: 3 });
  });

  test("a checkpoint signed only by a removed key is refused", async () => {
    await grow(LEDGER, SQUARES, 2);
    const saved = await text(LEDGER, "/checkpoint");
    const [vkey = ""] = (await text(LEDGER, "/vkey")).split("\n");
    await deploy((await next()).alone);

    await expectProblem(await post(LEDGER, "/is_valid", saved), 400, "invalid-checkpoint");
    expect(await openCheckpoint(saved, { ledger: [await parseVerifierKey(vkey)] })).toMatchObject({ size: 2 });
  });
});
