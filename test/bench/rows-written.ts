import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LONG_ENOUGH, type Row } from "./bench.ts";
import { COUNTING } from "./counting.ts";
import { send } from "./load.ts";
import type { Measurement } from "./report.ts";
import { squaresChain } from "./seeding.ts";

const CLIENTS = 64;
const RECORDS = 10_000;
const RECORD = '{"patient_name": "Patient {n}", "patient_ID": "S-{n}", "Reg_no": "SREG-{n}"}';

/** The rows written for a block, on a `squares` chain that knows its proofs. Rows are most of what a block costs. */
export const rowsWritten: Row = {
  name: "rows-written",
  async measure(bench) {
    await bench.ledgerOf("rows", squaresChain(LONG_ENOUGH));
    writeFileSync(join(bench.bundle, "counting.js"), COUNTING);
    return bench.withRuntime(async (runtime) => {
      const tokens = await runtime.tokens(CLIENTS);
      const perBlock = async (mine: () => Promise<unknown>): Promise<number> => {
        const written = async () => Number(await (await runtime.fetch("/rows-written")).text());
        const [rows, blocks] = [await written(), await runtime.length("rows")];
        await mine();
        return ((await written()) - rows) / ((await runtime.length("rows")) - blocks);
      };
      const by = (clients: readonly string[], prefix: string) =>
        perBlock(() =>
          send({
            url: `${runtime.url}/ledgers/rows/mine_block`,
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: RECORD.replace("SREG", prefix),
            tokens: clients,
            expect: 201,
            until: { seconds: 3 },
          }),
        );
      const line = (what: string, value: number, most: number): Measurement => ({
        what: `rows written a block, ${what}`,
        here: { value, unit: "rows" },
        targets: [{ kind: "below", most }],
      });
      return [
        line(`${CLIENTS} clients`, await by(tokens, "MANY"), 3),
        line("one client alone", await by(tokens.slice(0, 1), "ONE"), 6),
        line(
          `a batch of ${RECORDS.toLocaleString("en")}`,
          await perBlock(async () => {
            const body = Array.from({ length: RECORDS }, (_, n) => RECORD.replaceAll("{n}", String(n))).join("\n");
            const headers = { "Content-Type": "application/x-ndjson" };
            await (await runtime.fetch("/ledgers/rows/records", { method: "POST", headers, body })).text();
          }),
          3.5,
        ),
      ];
    }, "counting.js");
  },
};
