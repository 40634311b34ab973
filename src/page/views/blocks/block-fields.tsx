import type { Block } from "../../../chain/block.ts";
import { Hash } from "../../parts/hash.tsx";
import { strings } from "../../strings.ts";

/** The fields in the order in which blocks are served. */
const FIELDS = [
  "index",
  "timestamp",
  "patient_name",
  "patient_ID",
  "Reg_no",
  "mined_by",
  "difficulty",
  "proof",
  "previous_hash",
  "hash",
] as const satisfies readonly (keyof Block)[];

/** Every field of a block with what it means. */
export function BlockFields({ block }: { readonly block: Block }) {
  const text = strings.block;
  return (
    <section class="panel" aria-labelledby="fields-heading">
      <h2 id="fields-heading">{text.fields}</h2>
      <dl class="fields">
        {FIELDS.filter((name) => block[name] !== undefined).map((name) => (
          <div key={name}>
            <dt class="mono">{name}</dt>
            <dd>
              {name === "hash" || name === "previous_hash" ? (
                <Hash value={block[name]} />
              ) : (
                <span class="field-value">{block[name]}</span>
              )}
              <span class="hint">{text.meaning[name]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
