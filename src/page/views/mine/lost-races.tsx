import { strings } from "../../strings.ts";
import { Notice } from "../../parts/notice.tsx";
import { chain } from "../../watched-chain.ts";
import { lostRaces } from "./mining.ts";

/** Who was faster last, and how often that happened. */
export function LostRaces() {
  const text = strings.mine.lost;
  const { value } = lostRaces;
  const index = value.at(-1);
  if (index === undefined) return null;
  return (
    <Notice>
      {text.race(index, chain.value?.blocks.get(index)?.mined_by)} {text.count(value.length)}
    </Notice>
  );
}
