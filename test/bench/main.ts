/**
 * `npm run bench`: measures the ledger in a real workerd and its peer in the same run, and prints a table in Markdown.
 */
import { parseArgs } from "node:util";
import { Bench, type Row } from "./bench.ts";
import { intake } from "./intake.ts";
import { machine, machineText } from "./machine.ts";
import { million } from "./million.ts";
import { mining } from "./mining.ts";
import { nonceKernel } from "./nonce-kernel.ts";
import { nonceSearch } from "./nonce-search.ts";
import { sealed } from "./sealed.ts";
import { rowsWritten } from "./rows-written.ts";
import { readsWhileMining } from "./reads-while-mining.ts";
import { judge, type Judged, markdown } from "./report.ts";
import { unchanged } from "./unchanged.ts";
import { validation } from "./validation.ts";
import { wholeChain } from "./whole-chain.ts";

const ROWS: readonly Row[] = [
  nonceSearch,
  nonceKernel,
  mining,
  rowsWritten,
  readsWhileMining,
  wholeChain,
  million,
  validation,
  intake,
  sealed,
  unchanged,
];

const USAGE = `npm run bench -- [options]
  --only NAME  measures this alone; may be repeated: ${ROWS.map(({ name }) => name).join(", ")}
  --json       prints the report as JSON`;

try {
  const options = { only: { type: "string", multiple: true }, json: { type: "boolean", default: false } } as const;
  const { values } = parseArgs({ options });
  const unknown = values.only?.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no ${unknown} to measure`);
  await run(values.only, values.json);
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}

/** Measures row by row. A failed row is reported, and the others are still measured. */
async function run(only: readonly string[] | undefined, isJson: boolean): Promise<void> {
  const bench = new Bench();
  try {
    const head = machine(bench.python);
    // Progress goes to standard error, since the report may be redirected to a file.
    console.error(machineText(head));
    const measured: Judged[] = [];
    for (const { name, measure } of ROWS.filter((row) => only?.includes(row.name) ?? true)) {
      console.error(`${name} …`);
      try {
        measured.push(...(await measure(bench)).map(judge));
      } catch (error) {
        console.error(`${name} could not be measured:`, error);
        process.exitCode = 1;
      }
    }
    console.log(isJson ? JSON.stringify({ machine: head, measurements: measured }, null, 2) : reportOf(head, measured));
  } finally {
    bench.dispose();
  }
}

function reportOf(head: Parameters<typeof machineText>[0], measured: readonly Judged[]): string {
  return `Measured on ${machineText(head)}.\n\n${markdown(measured)}`;
}
