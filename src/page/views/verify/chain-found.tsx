import { chainRows } from "../../../report/chain-rows.ts";
import type { ReportDocument } from "../../../report/document.ts";
import { IN_ENGLISH } from "../../language/english.ts";
import { Hash } from "../../parts/hash.tsx";

/** What identifies the verified chain, to be compared with the next verification. */
export function ChainFound({ chain, faults }: Pick<ReportDocument, "chain" | "faults">) {
  if (!chain) return null;
  return (
    <dl class="facts" {...IN_ENGLISH}>
      {chainRows(chain, faults.length > 0).map(({ name, value, hashOf }) => (
        <>
          <dt key={name}>{name}</dt>
          <dd key={`${name} value`}>{hashOf ? <Hash value={value} isWork={hashOf === "block"} /> : value}</dd>
        </>
      ))}
    </dl>
  );
}
