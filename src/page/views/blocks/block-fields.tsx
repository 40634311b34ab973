import { type Block, BLOCK_FIELDS } from "../../../chain/block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { strings } from "../../strings.ts";

/** A block's fields, with an explanation of each. */
export function BlockFields({ block }: { readonly block: Block }) {
  const text = strings.block;
  return (
    <section class="panel" aria-labelledby="fields-heading">
      <h2 id="fields-heading">{text.fields}</h2>
      <dl class="fields">
        {BLOCK_FIELDS.filter((name) => block[name] !== undefined).map((name) => (
          <div key={name}>
            <dt class="mono">{name}</dt>
            <dd>
              {name === "hash" || name === "previous_hash" ? (
                <Hash value={block[name]} />
              ) : (
                <span class="field-value">
                  <Isolated text={String(block[name])} />
                </span>
              )}
              <span class="hint">{text.meaning[name]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
