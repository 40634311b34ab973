import { verifierKeyText } from "../evidence/notes/note.ts";
import type { Circumstances } from "./circumstances.ts";
import { VERSION } from "./version.ts";
import { quoted, utc } from "./words.ts";

/** Who verified what, when, with which version and keys: names, and what to show under each. */
export function circumstanceRows({
  verifiedBy,
  source,
  at,
  policy,
  isOwnKey = false,
}: Circumstances): readonly (readonly [name: string, values: readonly string[]])[] {
  const { ledger, witnesses = [], quorum = 0 } = policy;
  const own = isOwnKey ? ["this key came from the ledger itself, and was not compared with another source"] : [];
  return [
    ["Verified by", [verifiedBy === undefined ? "not stated" : quoted(verifiedBy)]],
    ["Source", [quoted(source)]],
    ["Date", [utc(at)]],
    ["Program", [`patient-ledger ${VERSION}`]],
    [
      "Keys of the ledger",
      ledger.length === 0 ? ["none was given"] : [...ledger.map((key) => quoted(verifierKeyText(key))), ...own],
    ],
    ...(witnesses.length === 0
      ? []
      : [
          ["Keys of witnesses", witnesses.map((key) => quoted(verifierKeyText(key)))] as const,
          ["Quorum", [`${quorum} of ${witnesses.length}`]] as const,
        ]),
  ];
}
