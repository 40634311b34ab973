import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { chain } from "../../watched-chain.ts";
import { mineStrings } from "../../texts/mine.ts";
import { number } from "../../language/format.ts";

/** Explains what a miner does for this ledger's puzzle. */
export function Explanation() {
  const text = mineStrings.idle;
  const described = chain.value?.description.value;
  const difficulty = described?.puzzle === "block-hash" ? described.difficulty : undefined;
  return (
    <>
      <h2 id="mine-bench-title">{text.title}</h2>
      {described?.records === "sealed" && <p>{text.sealed}</p>}
      {described && (
        <>
          <p>{difficulty === undefined ? text.puzzle.squares : text.puzzle["block-hash"](difficulty)}</p>
          <p>{text.expected(number(expectedAttempts(difficulty)))}</p>
          <p>{described.records === "sealed" ? text.sealedRemark : text.remark[described.puzzle]}</p>
        </>
      )}
      <p>{text.after}</p>
    </>
  );
}
