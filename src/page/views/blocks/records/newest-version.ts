import type { LedgerClient } from "../../../../client/client.ts";
import { pause } from "../../../../client/transport/waiting.ts";
import { type TaggedRecord, readTaggedRecord, readVersions } from "../../../../client/routes/records.ts";

/** How often, and how long apart in milliseconds, a version is looked for that is not mined yet. */
const LOOKS = { count: 5, apart: 1_000 } as const;

/**
 * Finds the current version of a record that was corrected. The correction may still be waiting to be mined, so it is
 * looked for several times.
 *
 * @param number of the version that was replaced
 * @returns the current version, which is the replaced one while the correction is waiting; `undefined` if the token does
 *   not open the current version's patient
 * @throws Refusal `record-erased`, or any other refusal to read; Unreachable if the ledger does not respond
 */
export async function newestVersion(
  client: LedgerClient,
  number: number,
  end: AbortSignal,
): Promise<TaggedRecord | undefined> {
  for (let looks = 1; ; looks++) {
    const versions = await readVersions(client, number, end);
    const current = versions.find(({ corrected_by }) => corrected_by === undefined);
    if (!current) return undefined;
    if (current.number !== number || looks === LOOKS.count) return readTaggedRecord(client, current.number, end);
    await pause(LOOKS.apart, end);
    end.throwIfAborted();
  }
}
