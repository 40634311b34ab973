import type { ChainFacts } from "../../../report/document.ts";
import { puzzleText } from "../../../report/document.ts";
import { Hash } from "../../parts/hash.tsx";
import { verifyStrings } from "../../verify-strings.ts";

/** What identifies the verified chain, to be compared with the next verification. */
export function ChainFound({ chain: { head, root, genesis, puzzle } }: { readonly chain: ChainFacts }) {
  const text = verifyStrings;
  if (!puzzle) return null;
  return (
    <dl class="facts">
      <dt>{text.puzzle}</dt>
      <dd>{puzzleText(puzzle)}</dd>
      <HashFact name={text.genesisHash} hash={genesis} />
      <HashFact name={text.head} hash={head} />
      <HashFact name={text.root} hash={root} isWork={false} />
    </dl>
  );
}

interface HashFactProps {
  readonly name: string;
  readonly hash: string | undefined;
  readonly isWork?: boolean;
}

function HashFact({ name, hash, isWork = true }: HashFactProps) {
  if (hash === undefined) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Hash value={hash} isWork={isWork} />
      </dd>
    </>
  );
}
