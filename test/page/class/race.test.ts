import { expect, test } from "vitest";
import { subjectOf } from "../../../src/class/class-names.ts";
import { visitors } from "../../support/page/browser.ts";
import { StubClass } from "../../support/page/stub-class.ts";

const { server, visit } = visitors();

const STUDENTS = [1, 2, 3, 4, 5, 6] as const;

/** Notes in the page what it says about each lost race, since the words go when the next search ends. */
const NOTES = `window.told = new Set();
  new MutationObserver(() => {
    const [said] = /another miner, .* found block [0-9]+ first/.exec(document.body?.innerText ?? "") ?? [];
    if (said) window.told.add(said.replace(/[\u2068\u2069]/g, ""));
  }).observe(document, { childList: true, subtree: true, characterData: true })`;

test(
  "six students race for one ledger: each loser goes on at the new tip with the same record, and is told who won",
  { tags: "long" },
  async () => {
    const of = new StubClass(server, "race-of-six", STUDENTS.length);
    await of.found(1, 14);
    // All searches begin at the same tip.
    const started = Promise.withResolvers<void>();
    let waiting = 0;
    const pages = await Promise.all(
      STUDENTS.map(async (student) => {
        const { page } = await visit({ signedIn: false });
        await of.attend(page.context());
        await page.addInitScript(NOTES);
        await page.route("**/work", async (route) => {
          if (++waiting >= STUDENTS.length) started.resolve();
          await started.promise;
          await route.continue();
        });
        await page.goto("about:blank");
        await page.goto(`${server.url}/#token=${await of.token(student)}`);
        await page.getByText(`Student 0${student} of ${of.name}`).waitFor();
        await page.getByRole("link", { name: "The class's ledger" }).click();
        await page.getByRole("link", { name: "Mine", exact: true }).click();
        await page.getByText(`Begin yours with 0${student}-.`).waitFor();
        for (const [label, text] of [
          ["Patient name", `Patient ${student}`],
          ["Patient ID", `P-${student}`],
          ["Registration number", `0${student}-1`],
        ] as const) {
          await page.getByLabel(label).fill(text);
        }
        return page;
      }),
    );

    await Promise.all(pages.map((page) => page.getByRole("button", { name: "Mine the block" }).click()));
    await Promise.all(pages.map((page) => page.getByRole("heading", { name: /^Block \d is on the chain/ }).waitFor()));

    const answer = await server.fetch(`/ledgers/${of.name}/get_chain`);
    const { chain } = (await answer.json()) as { chain: { mined_by: string; Reg_no: string }[] };
    const mined = chain.slice(1).map(({ mined_by, Reg_no }) => `${mined_by} ${Reg_no}`);
    expect(mined.toSorted()).toEqual(STUDENTS.map((student) => `${subjectOf(student)} 0${student}-1`));
    const winners = chain.map(({ mined_by }, place) => `another miner, ${mined_by}, found block ${place + 1} first`);
    for (const [place, { mined_by }] of chain.slice(1).entries()) {
      const told = await pages[Number(mined_by.slice("student-".length)) - 1]?.evaluate<string[]>("[...told]");
      // Block 2 was lost by everybody but its miner; later ones may come between two searches.
      expect([mined_by, told?.length === 0]).toEqual([mined_by, place === 0]);
      expect(winners.slice(1, place + 1)).toEqual(expect.arrayContaining(told ?? []));
    }
  },
);
