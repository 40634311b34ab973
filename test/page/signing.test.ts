import { beforeAll, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { Entry } from "../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { type AuthorKey, generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { patients } from "../support/e2e/ledgers.ts";
import { AUTHOR, enrolKey, press } from "../support/page/author.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";
import { tokenFor } from "../support/page/tokens.ts";

const visits = visitors();
const { server } = visits;

const RAO = { subject: "dr.rao", scope: AUTHOR };

/** Types a record into the form of the view "Mine" and registers it. */
async function register(visitor: Visitor, { patient_name, patient_ID, Reg_no }: PatientRecord): Promise<void> {
  const { page } = visitor;
  await page.getByRole("textbox", { name: "Patient name" }).fill(patient_name);
  await page.getByRole("textbox", { name: "Patient ID" }).fill(patient_ID);
  await page.getByRole("textbox", { name: "Registration number" }).fill(Reg_no);
  await press(visitor, "Register the record");
}

/** Opens a ledger as an author whose key is enrolled there. */
async function openAsAuthor(name: string): Promise<{ visitor: Visitor; thumbprint: string }> {
  const visitor = await visitAs(visits, `#/${name}/keys`, RAO);
  return { visitor, thumbprint: await enrolKey(visitor, "dr.rao") };
}

async function entryOf(ledger: SealedLedger, block: number): Promise<Entry | undefined> {
  return ((await (await ledger.get(`/blocks/${block}`)).json()) as SealedBlock).entries[0];
}

describe("what is written on the page", () => {
  const [FIRST, SECOND] = patients(2, "Signed") as [PatientRecord, PatientRecord];

  test("is signed with the person's key: records, corrections and erasures, unless the person chooses otherwise", async () => {
    const ledger = await SealedLedger.create(server, "page-signs");
    const { visitor, thumbprint } = await openAsAuthor("page-signs");
    const { page } = visitor;
    await visitor.goTo("#/page-signs/mine");
    await page.getByRole("checkbox", { name: "Sign with my key" }).waitFor();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    await page.locator(".mine-bench").getByText("Signature verified").waitFor();
    expect(await entryOf(ledger, 3)).toMatchObject({ kind: "record", author: thumbprint, seen: { index: 2 } });
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.getByRole("checkbox", { name: "Sign with my key" }).uncheck();
    await register(visitor, SECOND);
    await page.getByRole("heading", { name: "Record 4 is registered" }).waitFor();
    expect(await entryOf(ledger, 4)).not.toHaveProperty("author");
    await page.getByRole("checkbox", { name: "Sign with my key" }).check();

    await visitor.goTo("#/page-signs/blocks/4");
    await page.getByText("Unsigned: only the operator says who registered it.").waitFor();
    await press(visitor, "Open record 4");
    await press(visitor, "Correct record 4");
    await page.getByRole("textbox", { name: "Patient name" }).fill("Corrected");
    await press(visitor, "Save the correction");
    await page.getByText("its new version is 5").waitFor();
    expect(await entryOf(ledger, 5)).toMatchObject({ kind: "correction", corrects: 4, author: thumbprint });
    const opened = page.locator(".opened-record");
    await opened.getByText("Signature verified").waitFor();
    await opened.getByRole("link", { name: "dr.rao" }).waitFor();
    await opened.getByRole("button", { name: "Receipt of record 5" }).waitFor();
    await press(visitor, "Versions of record 5");
    const versions = opened.getByRole("list", { name: "Versions" }).getByRole("listitem");
    await versions.nth(0).getByText("Unsigned: only the operator says who registered it.").waitFor();
    await versions.nth(1).getByText("Signature verified").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await press(visitor, "Erase record 5");
    await page.getByRole("radio", { name: "The patient asked for it" }).check();
    await press(visitor, "Erase the record");
    await page.getByText("The record is erased.").waitFor();
    expect(await entryOf(ledger, 6)).toMatchObject({ kind: "erasure", erases: 5, author: thumbprint });
    expect(await (await ledger.get("/is_valid")).json()).toMatchObject({
      valid: true,
      signatures: { signed: 2, unsigned: 1, keys: 1 },
    });
  });

  test("must be signed where the ledger demands it, and the form says what to do without a key", async () => {
    const ledger = await SealedLedger.create(server, "page-demands", [], 8, { signatures: "required" });
    const visitor = await visitAs(visits, "#/page-demands/mine", RAO);
    const { page } = visitor;
    await page.getByRole("alert").getByText("This ledger takes only signed records").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole("link", { name: "Set up my key" }).click();
    const thumbprint = await enrolKey(visitor, "dr.rao");
    await visitor.goTo("#/page-demands/mine");
    await page.getByText("this ledger takes nothing unsigned").waitFor();
    expect(await page.getByRole("checkbox", { name: /Sign/ }).count()).toBe(0);
    // The browser mines it too, and sends the same signed record again afterwards.
    await page.getByRole("radio", { name: "four hashes at a time" }).check();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    expect(await entryOf(ledger, 3)).toMatchObject({ author: thumbprint });
  });

  test("is not sent if it is cancelled while the ledger is checked, and not cancelled once it is sent", async () => {
    await SealedLedger.create(server, "page-cancels", [FIRST]);
    const { visitor } = await openAsAuthor("page-cancels");
    const { page } = visitor;
    const sent: string[] = [];
    page.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
    const correct = async () => {
      await press(visitor, "Correct record 2");
      await page.getByRole("textbox", { name: "Patient name" }).fill("Corrected");
      await press(visitor, "Save the correction");
    };
    const erase = async () => {
      await press(visitor, "Erase record 4");
      await page.getByRole("radio", { name: "The patient asked for it" }).check();
      await press(visitor, "Erase the record");
    };
    const cancel = async (ask: () => Promise<void>, name: string) => {
      const check = await holdRequests(page, "**/ledgers/page-cancels");
      await ask();
      await check.asked;
      await press(visitor, name);
      await check.release();
    };
    const disabled = (name: string) => page.getByRole("button", { name, exact: true, disabled: true });
    await visitor.goTo("#/page-cancels/blocks/2");
    await press(visitor, "Open record 2");

    await cancel(correct, "Cancel");
    const correction = await holdRequests(page, "**/corrections");
    await correct();
    await correction.asked;
    await disabled("Cancel").waitFor();
    await correction.release();
    await page.getByText("its new version is 4").waitFor();

    await cancel(erase, "Keep the record");
    const erasure = await holdRequests(page, "**/erasure");
    await erase();
    await erasure.asked;
    await disabled("Keep the record").waitFor();
    // Browsers let a page refuse one Escape, but not another right after it.
    for (let pressed = 0; pressed < 3; pressed++) await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    await erasure.release();
    await page.getByText("The record is erased.").waitFor();
    expect(sent).toEqual(["2/corrections", "4/erasure"].map((path) => `/ledgers/page-cancels/records/${path}`));
  });

  test("is not sent before it is known whether the person's key is enrolled: an erasure neither", async () => {
    const ledger = await SealedLedger.create(server, "page-waits", [FIRST]);
    const { visitor, thumbprint } = await openAsAuthor("page-waits");
    const { page } = visitor;
    const { asked, release } = await holdRequests(page, `**/keys/${thumbprint}`);
    await visitor.goTo("#/page-waits/blocks/2");
    await page.reload();
    await press(visitor, "Open record 2");
    await press(visitor, "Erase record 2");
    await page.getByRole("radio", { name: "The patient asked for it" }).check();
    await asked;
    const erase = page.getByRole("button", { name: "Erase the record", exact: true });
    expect(await erase.isDisabled()).toBe(true);

    await release();

    await erase.click();
    await page.getByText("The record is erased.").waitFor();
    expect(await entryOf(ledger, 4)).toMatchObject({ kind: "erasure", author: thumbprint });
  });

  test("is not sent unsigned to a ledger that demands signatures, although its first block has not arrived", async () => {
    await SealedLedger.create(server, "page-demands-early", [], 8, { signatures: "required" });
    const visitor = await visitAs(visits, "#/page-demands-early/keys", RAO);
    const { page } = visitor;
    const { asked } = await holdRequests(page, "**/page-demands-early/blocks/1");
    await visitor.goTo("#/page-demands-early/mine");
    await page.reload();
    await asked;

    await page.getByRole("alert").getByText("This ledger takes only signed records").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
  });

  test("is never signed with the key of the person before, not even while the browser looks for one", async () => {
    const ledger = await SealedLedger.create(server, "page-person");
    const { visitor, thumbprint } = await openAsAuthor("page-person");
    const { page } = visitor;
    await visitor.goTo("#/page-person/mine");
    await page.getByRole("checkbox", { name: "Sign with my key" }).waitFor();
    await page.evaluate(HOLD_KEYS);
    const token = await tokenFor({ subject: "nurse", scope: AUTHOR });
    await visitor.goTo(`#token=${token}`);
    const asked: string[] = [];
    page.on("request", (request) => request.url().endsWith(thumbprint) && asked.push(request.url()));
    await press(visitor, "Switch to nurse");
    await page.getByText("Looking for your key…").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    await page.evaluate("keysAreHeld = false");
    await page.getByText("This browser has no key of yours yet.").waitFor();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    expect(await entryOf(ledger, 3)).not.toHaveProperty("author");
    expect(asked).toEqual([]);
  });

  test("waits for a ledger that does not answer about the key, if it must be signed, and is signed once it does", async () => {
    await SealedLedger.create(server, "page-asks-again", [], 8, { signatures: "required" });
    const { visitor } = await openAsAuthor("page-asks-again");
    const { page } = visitor;
    let isAway = true;
    await page.route("**/page-asks-again/keys/*", (route) => (isAway ? route.abort() : route.fallback()));
    await page.reload();
    await visitor.goTo("#/page-asks-again/mine");
    await page.getByRole("alert").getByText("does not answer").waitFor();
    await page.getByText("It will not be signed").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    isAway = false;
    await page.getByText("this ledger takes nothing unsigned").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isEnabled()).toBe(true);
  });

  test("is signed with ES256 where the browser has no Ed25519", { tags: "long" }, async () => {
    const ledger = await SealedLedger.create(server, "page-es256");
    const visitor = await visitAs(visits, "#/page-es256/keys", RAO);
    await visitor.page.evaluate(NO_ED25519);
    const thumbprint = await enrolKey(visitor, "dr.rao");
    await visitor.page.getByText("Algorithm: ES256").waitFor();
    await visitor.goTo("#/page-es256/mine");
    await register(visitor, FIRST);
    await visitor.page.locator(".mine-bench").getByText("Signature verified").waitFor();
    expect(await entryOf(ledger, 3)).toMatchObject({ author: thumbprint });
    expect(await (await ledger.get("/is_valid")).json()).toMatchObject({ valid: true, signatures: { signed: 1 } });
  });

  test(
    "is not signed once the ledger's history is another than the one that the browser checked",
    { tags: "long" },
    async () => {
      await SealedLedger.create(server, "page-replaced");
      const { visitor } = await openAsAuthor("page-replaced");
      const { page } = visitor;
      await visitor.goTo("#/page-replaced/mine");
      await register(visitor, FIRST);
      await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
      const sent: string[] = [];
      page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
      await page.evaluate(FORGED_MEMORY);
      await register(visitor, SECOND);
      await page.getByRole("alert").getByText("The ledger's history was replaced").waitFor();
      expect(sent).toEqual([]);
    },
  );
});

/** In the browser: has it refuse to make Ed25519 keys, as older ones do. */
const NO_ED25519 = `{
  const generateKey = crypto.subtle.generateKey.bind(crypto.subtle);
  crypto.subtle.generateKey = async (algorithm, ...rest) => {
    if (algorithm === "Ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
    return generateKey(algorithm, ...rest);
  };
}`;

/** In the browser: lets nothing else read its keys for as long as `keysAreHeld`. */
const HOLD_KEYS = `new Promise((resolve) => {
  const opened = indexedDB.open("patient-ledger", 1);
  opened.onsuccess = () => {
    const store = opened.result.transaction("keys", "readwrite").objectStore("keys");
    const goOn = () => {
      if (keysAreHeld) store.count().onsuccess = goOn;
      resolve();
    };
    keysAreHeld = true;
    goOn();
    opened.result.close();
  };
})`;

/** In the browser: has it remember another block than the one that it saw. */
const FORGED_MEMORY = `new Promise((resolve) => {
  const opened = indexedDB.open("patient-ledger", 1);
  opened.onsuccess = () => {
    const store = opened.result.transaction("ledgers", "readwrite").objectStore("ledgers");
    const got = store.get("page-replaced");
    got.onsuccess = () => {
      const { genesis, seen } = got.result;
      store.put({ genesis, seen: { index: seen.index, hash: "0".repeat(64) } }, "page-replaced").onsuccess = resolve;
      opened.result.close();
    };
  };
})`;

describe("who vouches for an entry", () => {
  const RECORDS = patients(3, "Vouched") as [PatientRecord, PatientRecord, PatientRecord];
  let ledger: SealedLedger;
  let key: AuthorKey;

  beforeAll(async () => {
    key = await generateAuthorKey();
    ledger = await SealedLedger.create(server, "vouched");
    await ledger.enrol(key, "dr.ito");
    await ledger.registerSigned(RECORDS[0], key);
    await ledger.registerSigned(RECORDS[1], key);
    await ledger.register(RECORDS[2]);
  });

  test("is said with the name, since when its key is known, and who vouches for the name", async () => {
    const visitor = await visitAs(visits, "#/vouched/blocks/3", { scope: "chain:read record:read" });
    const { page } = visitor;
    const entry = page.getByRole("list", { name: "Its entry" }).getByRole("listitem");
    await entry.getByText("Signature verified").waitFor();
    expect(await entry.innerText()).toMatch(
      /Signed by dr\.ito \(name vouched for by the operator\), whose key has been known since block 2 \(/,
    );
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await entry.getByRole("link", { name: "dr.ito" }).click();
    await page.getByRole("heading", { level: 1, name: `Key ${key.thumbprint.slice(0, 8)}` }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/vouched/keys/${key.thumbprint}`);
    await press(visitor, "Look through the newest blocks");
    await page.getByText("2 entries signed with this key in blocks 2 to 5.").waitFor();
    await page
      .getByRole("list", { name: "Entries signed with this key" })
      .getByRole("link", { name: "Block 4" })
      .waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await visitor.goTo("#/vouched/blocks/2");
    await page.getByText("Enrols the").waitFor();
    await visitor.goTo("#/vouched/blocks/5");
    await page.getByText("Unsigned: only the operator says who registered it.").waitFor();
  });

  test("is a thumbprint to those who may not read records", { tags: "long" }, async () => {
    const { page } = await visitAs(visits, "#/vouched/blocks/3", { scope: "chain:read" });
    await page.getByText("Signature verified").waitFor();
    await page.getByRole("link", { name: `key ${key.thumbprint.slice(0, 8)}` }).waitFor();
    expect(await page.getByText("dr.ito").count()).toBe(0);
  });

  test("is nobody if the signature is not that of the key", async () => {
    const visitor = await visitAs(visits, "#/vouched/blocks", { scope: "chain:read record:read" });
    const { page } = visitor;
    const other = await entryOf(ledger, 4);
    await page.route("**/blocks/3", async (request) => {
      const block = (await (await request.fetch()).json()) as SealedBlock;
      const entries = block.entries.map((entry) => ({
        ...entry,
        signature: other && "signature" in other && other.signature,
      }));
      await request.fulfill({ json: { ...block, entries } });
    });
    await visitor.goTo("#/vouched/blocks/3");
    await page.getByText("The signature is not that of this key").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test(
    "is disputed from the block on since which the key may have been in the wrong hands",
    { tags: "long" },
    async () => {
      const own = await SealedLedger.create(server, "disputed");
      await own.enrol(key, "dr.ito");
      for (const record of RECORDS) await own.registerSigned(record, key);
      await own.revoke(key, 4);
      const visitor = await visitAs(visits, "#/disputed/blocks/3", { scope: "chain:read" });
      const { page } = visitor;
      await page.getByText("The key was revoked later, in block 6").waitFor();
      await visitor.goTo("#/disputed/blocks/4");
      await page
        .getByText("Disputed: the key was revoked, and may have been in the wrong hands since block 4.")
        .waitFor();
      await page.getByText("Signature verified").waitFor();
      expect(await visitor.accessibilityFaults()).toEqual([]);
      await visitor.goTo("#/disputed/blocks/6");
      await page.getByText("and disputes what it signed since block 4").waitFor();
      await page.getByRole("link", { name: /^key / }).click();
      await press(visitor, "Look through the newest blocks");
      const entries = page.getByRole("list", { name: "Entries signed with this key" }).getByRole("listitem");
      await expect.poll(() => entries.filter({ hasText: "Disputed" }).count()).toBe(2);
      expect(await entries.count()).toBe(3);
      await visitor.goTo("#/disputed/blocks");
      await page.getByText("signed: 3 of 3 records and corrections, 2 entries disputed").waitFor();
      await visitor.goTo("#/disputed/verify");
      await press(visitor, "Verify the whole chain");
      await page.getByText("Disputed: entry 4, 5").waitFor();
      await page.getByRole("textbox", { name: "Keys of people you know" }).fill(`dr.ito=${key.thumbprint}`);
      await press(visitor, "Verify again");
      await page.getByText(/, enrolled by entry \d+ of block \d+, revoked by entry \d+ of block 6/).waitFor();
    },
  );

  test("is counted in the report, where a name can be held to a key", async () => {
    const visitor = await visitAs(visits, "#/vouched/verify", { scope: "chain:read" });
    const { page } = visitor;
    const pins = page.getByRole("textbox", { name: "Keys of people you know" });
    const verify = async (pinned: string) => {
      await pins.fill(pinned);
      await page.getByRole("button", { name: /^Verify/ }).click();
    };
    await verify("");
    await page.getByText("only the operator vouches for the names").waitFor();
    await verify(`dr.ito=${key.thumbprint}`);
    await page.getByText("2 signed and 1 unsigned, 1 key").waitFor();
    await page.getByText(`The pinned key ${key.thumbprint}, enrolled by entry`).waitFor();
    await page.getByText(`Whether the key ${key.thumbprint} is enrolled in the name dr.ito`).waitFor();
    expect(await page.getByText("only the operator vouches for the names").count()).toBe(0);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await verify(`dr.ito=${"A".repeat(43)}`);
    await page.getByText("The key that dr.ito was pinned to: the ledger never enrolled this key").waitFor();
    await verify("dr.ito");
    await page.getByText("each line about a key must be a name, an equals sign, and a thumbprint").waitFor();
  });

  test("is held to the name that the ledger tells whoever may read records", async () => {
    const visitor = await visitAs(visits, "#/vouched/verify", { scope: "chain:read record:read" });
    const { page } = visitor;
    const pins = page.getByRole("textbox", { name: "Keys of people you know" });
    await pins.fill(`dr.ito=${key.thumbprint}`);
    await press(visitor, "Verify the whole chain");
    await page.getByText(`dr.ito: the pinned key ${key.thumbprint}, enrolled by entry`).waitFor();
    expect(await page.getByText("only the operator vouches for the names").count()).toBe(0);
    expect(await page.getByText("Whether the key").count()).toBe(0);
    await pins.fill(`dr.ito=${key.thumbprint}\ndr.nobody=${"B".repeat(43)}`);
    await page.getByRole("button", { name: /^Verify/ }).click();
    await page.getByText("The key that dr.nobody was pinned to: the ledger never enrolled this key").waitFor();
    await pins.fill(`dr.ito=${key.thumbprint}\ndr.nobody=${key.thumbprint}`);
    await page.getByRole("button", { name: /^Verify/ }).click();
    await page.getByText("enrols the key that was pinned for dr.nobody, but in another name").waitFor();
    expect(await page.getByText("only the operator vouches for the names").count()).toBe(0);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});
