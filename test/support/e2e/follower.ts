import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { Command } from "./command.ts";
import { until } from "./until.ts";

const folders = new Set<string>();

/** Removes the copies. Call this at the top of a test file that follows. */
export function disposeCopies(): void {
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}

/** A folder for a copy of a ledger. */
export class CopyFolder {
  readonly path = mkdtempSync(join(tmpdir(), "patient-ledger-copy-"));
  readonly file = join(this.path, "chain.ndjson");

  constructor() {
    folders.add(this.path);
  }

  /** Runs `npm run follow` for it. */
  follow(url: string, token: string | undefined, ...options: string[]): Command {
    return new Command("follow", ["--url", url, "--dir", this.path, ...options], token);
  }

  get text(): string {
    return readFileSync(this.file, "utf8");
  }

  /** The blocks in it, without a last line that is still incomplete. */
  get blocks(): Block[] {
    const lines = this.text.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Block);
  }

  /** Waits until it has this many blocks. */
  async holds(length: number, follower: Command): Promise<void> {
    await until(
      () => `the copy has ${length} blocks; the follower said: ${follower.stderr}`,
      () => {
        if (!follower.isRunning) throw new Error(`the follower ended: ${follower.stderr}`);
        return this.blocks.length >= length;
      },
    );
  }
}
