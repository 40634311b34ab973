import { BLOCK_FIELDS } from "../../../chain/block.ts";
import type { AnyTip } from "../../../chain/kind.ts";
import { HEADER_FIELDS } from "../../../chain/sealed/header.ts";
import { isHeader } from "../../any-block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { chainStrings } from "../../texts/chain.ts";

/** The names whose values are hashes. */
const HASHES: ReadonlySet<string> = new Set(["hash", "previous_hash", "merkle_root"]);

/** A block's fields, or those of a sealed block's header, with an explanation of each. */
export function BlockFields({ block }: { readonly block: AnyTip }) {
  const text = chainStrings.block;
  return (
    <section class="panel" aria-labelledby="fields-heading">
      <h2 id="fields-heading">{isHeader(block) ? text.header : text.fields}</h2>
      <dl class="fields">
        {fieldsOf(block).map(({ name, value, meaning }) => (
          <div key={name}>
            <dt class="mono">{name}</dt>
            <dd>
              {HASHES.has(name) ? (
                <Hash value={value} isWork={name !== "merkle_root" && block.difficulty !== undefined} />
              ) : (
                <span class="field-value">
                  <Isolated text={value} />
                </span>
              )}
              <span class="hint">{meaning}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function fieldsOf(block: AnyTip) {
  const { meaning, headerMeaning } = chainStrings.block;
  return isHeader(block)
    ? HEADER_FIELDS.map((name) => ({ name, value: String(block[name]), meaning: headerMeaning[name] }))
    : BLOCK_FIELDS.filter((name) => block[name] !== undefined).map((name) => ({
        name,
        value: String(block[name]),
        meaning: meaning[name],
      }));
}
