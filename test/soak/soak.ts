/**
 * `npm run soak`: a real `wrangler dev` under mixed load, killed every half minute. Nothing acknowledged may be lost,
 * its chains must validate, and its memory must not grow.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DevServer } from "../support/e2e/dev-server.ts";
import { RemoteLedger } from "../support/e2e/ledgers.ts";
import { Inspection } from "./inspection.ts";
import { Journal } from "./journal.ts";
import { Load } from "./load.ts";
import { MemoryCurve } from "./memory.ts";
import { calmLine, growthOf, roundsLine } from "./report.ts";

const USAGE = `npm run soak -- [--minutes N]
  --minutes N   how long (10), the last fifth of it without a kill

Exit codes: 0 nothing was lost and memory did not grow, 1 otherwise.`;

/** The time between kills, in milliseconds. */
const KILL_INTERVAL = 30_000;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, help: { type: "boolean", default: false } },
});
const minutes = Number(values.minutes);
if (values.help || !(minutes > 0)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const dev = new DevServer();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void dev.dispose().finally(() => process.exit(1)));
}
try {
  process.exitCode = await soak();
} catch (error) {
  // Without the log line of each request.
  const log = dev.log.split("\n").filter((line) => !/^(\{"method"|\[wrangler:info\])/.test(line));
  console.error(`The soak could not be finished: ${String(error)}\n${log.join("\n").slice(-3_000)}`);
  process.exitCode = 1;
} finally {
  await dev.dispose();
}

async function soak(): Promise<number> {
  const start = Date.now();
  const end = start + minutes * 60_000;
  const calm = end - minutes * 12_000;
  await dev.start();
  // Each has its own subject: together they would exceed one subject's limit.
  const ledgers = [
    await RemoteLedger.create(dev, "squares", undefined, await dev.tokenOf("soak-1")),
    await RemoteLedger.create(dev, "block-hash", 8, await dev.tokenOf("soak-2")),
  ];
  const soaked = ledgers.map((ledger) => {
    const journal = new Journal();
    return {
      path: ledger.path,
      journal,
      load: new Load(dev, ledger, journal),
      inspection: new Inspection(ledger, journal),
    };
  });
  const answers = () => soaked.reduce((sum, { load }) => sum + load.answers, 0);
  const kept = () => soaked.reduce((sum, { journal }) => sum + journal.kept.size, 0);
  const faults = () => soaked.flatMap(({ path, journal }) => journal.faults.map((fault) => `${path}: ${fault}`));
  const all = (act: (each: (typeof soaked)[number]) => Promise<unknown>) => Promise.all(soaked.map(act));

  await soaked[0]?.load.teachProofs();

  const rounds: MemoryCurve[] = [];
  let endings = 0;
  while (Date.now() + KILL_INTERVAL <= calm) {
    const next = Date.now() + KILL_INTERVAL;
    const curve = new MemoryCurve(dev, answers);
    for (const { load } of soaked) load.start();
    await wait(next - Date.now());
    if (dev.hasEnded) endings += 1;
    const killed = dev.hasEnded ? dev.stop() : dev.kill();
    await Promise.all([killed, all(({ load }) => load.stop())]);
    await curve.stop();
    rounds.push(curve);
    await dev.start();
    await all(({ inspection }) => inspection.look());
    const lengths = soaked.map(({ inspection }) => inspection.length).join(" and ");
    console.log(`kill ${rounds.length}: ${kept()} records acknowledged, ${lengths} blocks, ${faults().length} faults`);
  }

  const last = new MemoryCurve(dev, answers);
  for (const { load } of soaked) load.start();
  await wait(Math.max(end - Date.now(), minutes * 12_000));
  await all(({ load }) => load.stop());
  await last.stop();
  if (dev.hasEnded) {
    endings += 1;
    await dev.stop();
    await dev.start();
  }
  let receipts = 0;
  await all(async ({ inspection }) => (receipts += await inspection.lookAtAll()));

  const growth = growthOf(last.samples);
  const faultsSeen = new Set(faults());
  console.log(`
${Math.round((Date.now() - start) / 1000)} s, ${rounds.length} kills, ${answers()} requests answered
${endings === 0 ? "wrangler dev never ended by itself" : `wrangler dev ended by itself ${endings} times, see issue 15317 of cloudflare/workers-sdk`}
${kept()} records acknowledged, on chains of ${soaked.map(({ inspection }) => inspection.length).join(" and ")} blocks
${faultsSeen.size === 0 ? "each is on its chain once, and the chains and their checkpoints are valid" : "FAULTS, see below"}
${receipts} receipts verified
${roundsLine(rounds.map(({ samples }) => samples))}
${calmLine(last.samples)}
${growth.words}`);
  for (const fault of faultsSeen) console.log(`FAULT ${fault}`);
  return faultsSeen.size > 0 || growth.isTooMuch ? 1 : 0;
}
