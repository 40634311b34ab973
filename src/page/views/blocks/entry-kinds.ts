import type { Entry } from "../../../chain/sealed/entry.ts";
import { list } from "../../language/format.ts";
import { chainStrings } from "../../texts/chain.ts";

/** The texts about a kind of entries, if there is such a kind: a ledger can serve any text, even the name of a method. */
export function kindNamed(kind: string) {
  const { kinds } = chainStrings.entries;
  return Object.hasOwn(kinds, kind) ? kinds[kind as Entry["kind"]] : undefined;
}

/** The kinds of some entries with their counts, such as "2 records, 1 erasure". */
export function kindsOf(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return list(Array.from(counts, ([kind, count]) => (kindNamed(kind) ?? chainStrings.entries).count(count)));
}
