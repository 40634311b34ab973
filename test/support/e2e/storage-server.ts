import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { MinedBody } from "../../../src/contract/schemas/mining.ts";
import type { Edit } from "../storage/edits.ts";
import { Store } from "../storage/on-disk.ts";
import { DevServer } from "./dev-server.ts";

/** The answer to mining a record on a ledger that signs. */
type Evidenced = Required<MinedBody>;

/** A real `wrangler dev` whose operator rolls back and edits its storage. */
export class StorageServer extends DevServer {
  readonly #copies = mkdtempSync(join(tmpdir(), "patient-ledger-copies-"));

  /** @param flags additional arguments of `npm run dev`; create it at the top of a test file, which also removes it */
  constructor(...flags: readonly string[]) {
    super(...flags);
    afterAll(async () => {
      await this.dispose();
      rmSync(this.#copies, { recursive: true, force: true });
    });
  }

  /** Stops it, runs the callback on the storage, and starts it again. */
  async whileStopped(act: () => void | Promise<void>): Promise<void> {
    await this.stop();
    await act();
    await this.start();
  }

  /** Saves a copy of the whole storage under a name; only while it is stopped. */
  save(name: string): void {
    cpSync(this.data, join(this.#copies, name), { recursive: true });
  }

  /** Restores the whole storage from a saved copy; only while it is stopped. */
  rollBack(name: string): void {
    rmSync(this.data, { recursive: true });
    cpSync(join(this.#copies, name), this.data, { recursive: true });
  }

  /** Edits the database of the ledger `main`; only while it is stopped. */
  edit(...edits: readonly Edit[]): void {
    new Store(this, "main").edit(...edits);
  }

  /** The text of a path's answer, which must be successful. */
  async text(path: string): Promise<string> {
    const answer = await this.fetch(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  async json<Body>(path: string): Promise<Body> {
    return JSON.parse(await this.text(path)) as Body;
  }

  /** Mines records of these patients, one after another. */
  async mine(...names: readonly string[]): Promise<Evidenced[]> {
    const mined: Evidenced[] = [];
    for (const name of names) {
      const body = JSON.stringify({ patient_name: name, patient_ID: `P-${name}`, Reg_no: `REG-${name}` });
      const headers = { "Content-Type": "application/json" };
      const answer = await this.fetch("/mine_block", { method: "POST", headers, body });
      if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      mined.push((await answer.json()) as Evidenced);
    }
    return mined;
  }
}
