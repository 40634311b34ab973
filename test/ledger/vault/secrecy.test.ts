import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { base64 } from "../../../src/evidence/notes/base64.ts";
import { createVault, MarkedTree, newKeys, newRecordKey, split, vaultOf } from "../../support/ledger/vaults.ts";
import { deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);
afterEach(() => vi.restoreAllMocks());

const SUBJECT = "dr-rao-of-ward-3";
const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** Every stored value of the vault, as text with a character for each byte. */
function stored(): Promise<string> {
  return runInDurableObject(vaultOf(), (_, { storage: { sql, kv } }) => {
    const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";
    const tables = sql.exec<{ name: string }>(query).toArray();
    const values = tables.flatMap(({ name }) => [...sql.exec(`SELECT * FROM "${name}"`).raw()].flat());
    const noted = [...kv.list()].flatMap(([key, value]) => [key, JSON.stringify(value)]);
    return [...values, ...noted]
      .map((value) =>
        decoder.decode(value instanceof ArrayBuffer ? new Uint8Array(value) : encoder.encode(String(value))),
      )
      .join("\n");
  });
}

/** The forms in which bytes could stand in a text. */
function forms(bytes: Uint8Array): string[] {
  const encoded = base64(bytes).replaceAll("=", "");
  return [
    decoder.decode(bytes),
    hex(bytes),
    hex(bytes).toUpperCase(),
    encoded,
    encoded.replaceAll("+", "-").replaceAll("/", "_"),
  ];
}

test("nothing that a vault holds is stored in the clear: no key, no subject and no record key", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const id = await createVault();
  const packed = newKeys(50);
  const { ids, keys } = split(packed);
  await vaultOf().put(id, { keys: packed, mark: await (await MarkedTree.grow(3)).mark(3) });
  await vaultOf().pseudonym(id, SUBJECT);
  const opened = await vaultOf().open(id);
  if (opened.outcome !== "open") throw new Error(`the vault is ${opened.outcome}`);
  const old = JSON.parse(env.RECORD_KEY ?? "") as { k: string };
  const current = newRecordKey();
  const recordKeys = [old, current].map(({ k }) =>
    Uint8Array.from(atob(k.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0)),
  );
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(SUBJECT)));
  const secrets = [...keys, opened.hmacKey, ...recordKeys, encoder.encode(SUBJECT), digest].flatMap(forms);

  const before = await stored();
  await deploy({ ...SIGNING, RECORD_KEY: JSON.stringify({ keys: [current, old] }) });
  await vaultOf().open(id);
  while (!log.mock.calls.some(([line]) => String(line).includes("vault"))) {
    await runDurableObjectAlarm(vaultOf());
    await scheduler.wait(10);
  }

  for (const text of [before, await stored(), JSON.stringify(log.mock.calls)]) {
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  }
  // The ids of the keys are no secrets: they show that everything was read.
  for (const text of [before, await stored()]) {
    expect(text).toContain(id);
    for (let start = 0; start < ids.length; start += 16)
      expect(text).toContain(decoder.decode(ids.subarray(start, start + 16)));
  }
});
