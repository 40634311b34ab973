import { isolated, Prose } from "../../parts/isolated.tsx";
import { Notice } from "../../parts/notice.tsx";
import { chain } from "../../watched-chain.ts";
import { lostRaces } from "./mining-run.ts";
import { mineStrings } from "../../texts/mine.ts";

/** Says who won the last lost race, and how many races were lost. */
export function LostRaces() {
  const text = mineStrings.lost;
  const { value } = lostRaces;
  const index = value.at(-1);
  if (index === undefined) return null;
  const by = chain.value?.blocks.get(index)?.mined_by;
  return (
    <Notice>
      <Prose text={text.race(index, by === undefined ? undefined : isolated(by))} /> {text.count(value.length)}
    </Notice>
  );
}
