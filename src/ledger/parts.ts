import type { AlarmSchedule } from "./alarm-schedule.ts";
import type { Creation } from "./creation.ts";
import type { SignedTree } from "./signing/signed-tree.ts";
import type { Blocks } from "./store/blocks.ts";
import type { Mempool } from "./store/mempool.ts";

/** What the parts of a ledger's object share: its stored data and its single alarm. */
export interface Shared {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly blocks: Blocks;
  readonly mempool: Mempool;
  readonly tree: SignedTree;
  readonly alarms: AlarmSchedule;
}
