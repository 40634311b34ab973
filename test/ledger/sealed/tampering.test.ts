import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { ATTACKS } from "../../support/ledger/sealed-attacks.ts";
import { growVictim, openVerdict, wrongs } from "../../support/ledger/sealed-victim.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

describe.each([
  ["runs", async () => undefined],
  ["is stopped", () => evictDurableObject(faulty())],
] as const)("while the ledger %s, an edit of its storage", (_, stop) => {
  test.each(ATTACKS)("is caught, and nothing false is said or signed: $name", async (attack) => {
    const signed = await growVictim({ waiting: attack.waiting ?? false });
    await edit(NAME, attack.edit);
    await stop();

    const verdict = await openVerdict();
    const said = await wrongs(signed);
    console.log("ROW" + JSON.stringify([_, attack.name, attack.verdict, verdict, said]));
    expect(said).toEqual([]);
    expect(verdict).toBe(attack.verdict);
  });
});
