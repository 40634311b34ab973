import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { ATTACKS, type SealedAttack } from "../../support/ledger/sealed-attacks.ts";
import { growVictim, openVerdict, type Signed, wrongs } from "../../support/ledger/sealed-victim.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

async function strike({ edit: change, waiting }: SealedAttack): Promise<Signed> {
  const signed = await growVictim({ waiting });
  await edit(NAME, change);
  return signed;
}

/** The fast suite has every sixteenth attack; the long suite has the rest, and each on a stopped ledger too. */
const isUsual = (_: SealedAttack, place: number) => place % 16 === 0;

describe("an edit of the storage while the ledger runs", () => {
  test.each(ATTACKS.filter(isUsual))("$name is caught, and nothing false is said or signed", async (attack) => {
    const signed = await strike(attack);

    expect(await openVerdict()).toBe(attack.verdict);
    expect(await wrongs(signed)).toEqual([]);
  });

  test.each(ATTACKS.filter((attack, place) => !isUsual(attack, place)))(
    "$name is caught, and nothing false is said or signed",
    { tags: "long" },
    async (attack) => {
      const signed = await strike(attack);

      expect(await openVerdict()).toBe(attack.verdict);
      expect(await wrongs(signed)).toEqual([]);
    },
  );
});

describe("an edit of the storage while the ledger is stopped", () => {
  test.each(ATTACKS)("$name is caught, and nothing false is said or signed", { tags: "long" }, async (attack) => {
    const signed = await strike(attack);
    await evictDurableObject(faulty());

    expect(await openVerdict()).toBe(attack.whenStopped ?? attack.verdict);
    expect(await wrongs(signed)).toEqual([]);
  });
});
