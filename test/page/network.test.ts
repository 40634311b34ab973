import { expect, test } from "vitest";
import { REWARD } from "../../src/simulation/coins.ts";
import { NetworkBench } from "../support/page/network-bench.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";

const { visit } = visitors();

type Options = NonNullable<Parameters<typeof visit>[0]>;

/** Opens the view as a visitor without a token. */
async function openNetwork(options: Options = {}): Promise<[NetworkBench, Visitor]> {
  const visitor = await visit({ signedIn: false, fragment: "#/main/network", ...options });
  return [await new NetworkBench(visitor).ready(), visitor];
}

test("the same seed gives the same run, another seed another one, and what one did can be repeated", async () => {
  const [network] = await openNetwork();
  const { page } = network;
  await network.stepUntil("mined block 6.");
  const hashes = await network.hashes("A");
  expect(hashes.length).toBeGreaterThanOrEqual(5);

  await network.press("Restart");
  await expect.poll(() => network.hashes("A")).toHaveLength(1);
  await network.stepUntil("mined block 6.");
  expect(await network.hashes("A")).toEqual(hashes);

  await page.getByRole("checkbox", { name: "B", exact: true }).check();
  await network.stepUntil("mined block 8.");
  const divided = await network.hashes("B");
  await network.press("Repeat with my changes");
  await network.stepUntil("mined block 8.");
  await page.getByText("The network is divided: A, C, and D | B.").waitFor();
  expect(await network.hashes("B")).toEqual(divided);

  await page.getByLabel("Seed").fill("14");
  await network.press("Use this seed");
  await network.stepUntil("mined block 6.");
  expect(await network.hashes("A")).not.toEqual(hashes);
  await page.getByLabel("Seed").fill("4294967296");
  await page.getByText("Type a whole number from 0 to 4294967295.").waitFor();
});

test("an edited copy is refused with the reason, mined again block by block, and outvoted", async () => {
  const [network] = await openNetwork();
  const { page, opened } = network;
  await network.press("An edited copy");
  await network.stepUntil("D edited block 3 in its copy.");
  await network.block("D", 3).click();
  await opened.getByText("Refused: its proof does not fit its content.").waitFor();
  expect(await opened.getByText("another hash").count()).toBe(3);
  await network.block("D", 4).click();
  await opened.getByRole("heading", { name: "Block 4 at D" }).waitFor();
  await opened.getByText("Refused: its proof does not fit its content.").waitFor();
  await network.stepUntil("A refused block 3 of");

  await network.stepUntil("D mined block 3 of its edited copy again.");
  await network.block("D", 3).click();
  await opened.getByText("Valid", { exact: true }).waitFor();
  await network.block("D", 4).click();
  await opened.getByText("Refused: its proof does not fit its content.").waitFor();
  const honest = await network.hashes("A");

  await network.stepUntil("D drops its own chain");
  expect((await network.hashes("A")).slice(0, honest.length)).toEqual(honest);
  await network.stepUntil("All nodes agree on");
  await network.copy("D").getByText("agrees").waitFor();
  await page.getByText("An edit breaks the proofs from that block on.").waitFor();
});

test("a partition lets the copies drift apart, and healing makes one side reorganize", async () => {
  const [network] = await openNetwork();
  await network.press("Partition");
  await network.stepUntil("The network is divided: A, B, and C | D and E.");
  await network.page.getByRole("img", { name: /Divided: A, B, and C \| D and E\./ }).waitFor();
  await network.stepUntil("The network is whole again.");
  await network.copy("E").getByText("another tip").waitFor();
  const left = await network.hashes("E");

  await network.stepUntil("E changed to a chain with more work");
  await network
    .copy("E")
    .getByText(/^1 reorganization, up to \d blocks deep$/)
    .waitFor();
  const abandoned = await network
    .copy("E")
    .getByRole("button", { name: /not on the chain/ })
    .count();
  expect(abandoned).toBeGreaterThanOrEqual(2);
  expect((await network.hashes("E")).slice(0, left.length)).not.toEqual(left);
});

test("with 51 % of the hash power, a paid reward is taken back after two confirmations", async () => {
  const [network] = await openNetwork();
  const attack = network.page.getByRole("region", { name: "A double spend" });
  await network.press("51 %");
  await network.stepUntil("The attacker has paid");
  await network.copy("A").getByText("secret chain").waitFor();
  await attack.getByText(/After the fork: \d+ secret blocks?, \d+ public blocks?\./).waitFor();

  await network.stepUntil("The double spend succeeded");
  await attack.getByText("the payment is gone from the victim's chain").waitFor();
  await network
    .copy("B")
    .getByText(/reorganization/)
    .waitFor();
});

test("with stake, leaders sign blocks instead of searching for a nonce", async () => {
  const [network] = await openNetwork();
  await network.press("Stake");
  await network.stepUntil("signed block 5.");
  await network.block("A", 3).click();
  await network.opened.getByText("signed by", { exact: true }).waitFor();
  expect(await network.opened.getByLabel("Nonce").count()).toBe(0);
  expect(await network.page.getByRole("radio", { name: "Proof of stake" }).isChecked()).toBe(true);
});

test("a block edited by hand turns red with all after it, and nonces found by hand repair them one by one", async () => {
  const [network] = await openNetwork();
  const { opened } = network;
  await network.stepUntil("mined block 4.");
  await network.block("A", 3).click();
  const rewardTo = opened.getByLabel("reward to");
  await rewardTo.selectOption((await rewardTo.inputValue()) === "C" ? "D" : "C");
  await opened.getByText("Refused", { exact: true }).waitFor();
  const refused = () =>
    network
      .copy("A")
      .getByRole("button", { name: /, refused/ })
      .count();
  expect(await refused()).toBe((await network.hashes("A")).length - 2);
  expect(await network.copy("B").locator("[data-lane='0']").getByText("✕").count()).toBe(0);

  const before = await refused();
  await network.tryNonces();
  await opened.getByText("This nonce fits: the hash starts with 8 zero bits.").waitFor();
  await network.press("Use this nonce");
  await expect.poll(refused).toBe(before - 1);
  await opened.getByText("Valid", { exact: true }).waitFor();
  expect((await network.hashes("A"))[2]).toMatch(/^00/);

  await network.press("Drop the edited copy");
  await expect.poll(refused).toBe(0);
});

test("a transfer is mined and moves its coin; the same coin is refused with the block that spent it", async () => {
  const [network] = await openNetwork();
  const form = network.page.getByRole("region", { name: "Send a transfer" });
  await network.stepUntil("A mined block 5.");
  await form
    .getByRole("checkbox", { name: /^coin of block \d+ of A, worth 10$/ })
    .first()
    .check();
  expect(await form.getByLabel("Amount").inputValue()).toBe(String(REWARD));
  await network.press("Send");
  await form.getByText("Sent: t1 is on its way to all nodes.").waitFor();
  await network.press("Send");
  await form.getByText(/^Refused: transfer t1 already moves the coin of block \d+ of A\.$/).waitFor();

  await form
    .getByRole("checkbox", { name: /^coin of block \d+ of A, worth 10$/ })
    .first()
    .uncheck();
  await network.stepUntil("mined block 10.");
  const spent = form.getByRole("checkbox", { name: /already spent in block \d+ of \w/ });
  await spent.first().check();
  await network.press("Send");
  await form.getByText(/^Refused: the coin of block \d+ of A was already spent in block \d+ of \w\.$/).waitFor();
  await spent.first().uncheck();

  await form
    .getByRole("checkbox", { name: /belongs to/ })
    .first()
    .check();
  await network.press("Send");
  await form.getByText(/^Refused: the coin of block \d+ of \w belongs to \w\.$/).waitFor();
});

test("the energy follows from the watts, and from the rates that are measured in this browser", async () => {
  const [network] = await openNetwork();
  const panel = network.page.getByRole("region", { name: "What agreement costs" });
  const perBlock = () =>
    panel
      .getByRole("row", { name: /Proof of work/ })
      .getByRole("cell")
      .first()
      .innerText();
  const assumed = await perBlock();
  await panel.getByLabel("Watts per core").fill("10");
  await expect.poll(perBlock).not.toBe(assumed);
  await network.press("Measure this browser");
  await panel.getByText("Measured in this browser, on one core.").waitFor();
  await panel.getByText(/^For a block, work takes [\d,]+ times as much energy as stake\.$/).waitFor();
});

// It has to run at the speed of the clock until a message arrives.
test("without motion, messages stand where they were sent until they arrive", { tags: "long" }, async () => {
  const [network] = await openNetwork({ reducedMotion: "reduce" });
  const { page } = network;
  await page.getByLabel("Speed").selectOption("1");
  await network.stepUntil("mined block 2.");
  const places = () =>
    page.evaluate<string>(
      `[...document.querySelectorAll(".net-message-block")].map((each) => each.getAttribute("transform")).join()`,
    );
  const before = await places();
  expect(before).not.toBe("");
  const time = await page.getByText(/^Simulated time/).innerText();
  await network.press("Run");
  await expect.poll(() => page.getByText(/^Simulated time/).innerText()).not.toBe(time);
  const after = await places();
  expect(after === "" || before.includes(after.split(",")[0] ?? "")).toBe(true);
});

test("a chosen node that the next run lacks gives way to one that it has", async () => {
  const [{ page }] = await openNetwork();
  const attack = page.getByRole("region", { name: "A double spend", exact: true });
  const choices = [attack.getByLabel("Attacker"), page.getByLabel("Signed and sent by")];
  for (const choice of choices) await choice.selectOption("D");
  await page.getByRole("radio", { name: "3", exact: true }).check();
  for (const choice of choices) await expect.poll(() => choice.inputValue()).toBe("A");
});

test("the copies are one stop of the Tab key each, and the arrow keys move within and between them", async () => {
  const [network] = await openNetwork();
  const { page } = network;
  await network.stepUntil("All nodes agree on block 4");
  const focused = () => page.evaluate<string>(`document.activeElement.querySelector(".unseen").textContent`);
  await network.block("A", 4).focus();
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toMatch(/^Block 3 /);
  await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(`document.activeElement.closest("section").textContent`)).toMatch(/^B?Copy of B/);
  expect(await focused()).toMatch(/^Block 3 /);
  await page.keyboard.press("Enter");
  await network.opened.getByRole("heading", { name: "Block 3 at B" }).waitFor();
  await page.keyboard.press("End");
  expect(await focused()).toMatch(/^Block \d/);
  await page.keyboard.press("Home");
  expect(await focused()).toMatch(/^Genesis/);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(`document.activeElement.closest("section").textContent`)).toMatch(/^C?Copy of C/);
});

// Long: it draws the view in every look, which takes several times as long as any other test here.
test(
  "the view has no serious accessibility fault and fits in every look, also at 200 %",
  { tags: "long" },
  async () => {
    const [network, visitor] = await openNetwork();
    await network.press("Partition");
    await network.stepUntil("E changed to a chain with more work");
    await network.block("A", 4).click();
    expect(await visitor.faultsInEveryLook()).toEqual([]);
    // A window of 1280 pixels at 200 % has 640 of them.
    await visitor.page.setViewportSize({ width: 640, height: 450 });
    expect(await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  },
);
