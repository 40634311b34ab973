import { canonicalBytes, canonicalText, sha256 } from "../../../chain/text/canonical.ts";
import { hex } from "../../../chain/text/hex.ts";
import type { AnyTip } from "../../../chain/kind.ts";
import { isHeader } from "../../any-block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { JsonText } from "../../parts/isolated.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { useAnswer } from "../../use-answer.ts";
import { HexView } from "./hex-view.tsx";
import { chainStrings } from "../../texts/chain.ts";

/** How a block's hash is computed: from the fields to the canonical bytes to SHA-256, all of it in the browser. */
export function HashSteps({ block }: { readonly block: AnyTip }) {
  const text = chainStrings.block.steps;
  const { value, error } = useAnswer(() => hashInSteps(block), [block]);
  return (
    <section class="panel" aria-labelledby="hash-heading">
      <h2 id="hash-heading">{chainStrings.block.hashTitle}</h2>
      <ErrorNotice error={error} />
      {value && (
        <ol class="steps">
          <li>
            <h3>{isHeader(block) ? text.header : text.fields}</h3>
            <pre class="code">
              <JsonText text={JSON.stringify(value.unhashed, null, 2)} />
            </pre>
          </li>
          <li>
            <h3>{text.canonical}</h3>
            <pre class="code">
              <JsonText text={value.canonical} />
            </pre>
          </li>
          <li>
            <h3>{text.bytes(value.bytes.length)}</h3>
            <HexView bytes={value.bytes} />
          </li>
          <li>
            <h3>{text.digest}</h3>
            <p>
              <Hash value={value.digest} isWork={block.difficulty !== undefined} />
            </p>
          </li>
          <li>
            <h3>{text.compare}</h3>
            <p>
              {text.stored}: <Hash value={block.hash} isWork={block.difficulty !== undefined} />
            </p>
            <p>
              <Badge tone={value.digest === block.hash ? "good" : "bad"}>
                {value.digest === block.hash ? text.equal : text.unequal}
              </Badge>
            </p>
          </li>
        </ol>
      )}
    </section>
  );
}

async function hashInSteps(block: AnyTip) {
  const { hash: _, ...unhashed } = block;
  const bytes = canonicalBytes(unhashed);
  return { unhashed, canonical: canonicalText(unhashed), bytes, digest: hex(await sha256(bytes)) };
}
