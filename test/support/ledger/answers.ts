import type { Answer } from "../../../src/ledger/answer.ts";

/** What an object answers that holds no ledger. */
export const NO_LEDGER: Answer<never> = { outcome: "no-ledger" };

/** The value that an object must have answered with. */
export async function valueOf<Value>(asked: PromiseLike<Answer<Value>>): Promise<Value> {
  const answer = await asked;
  if (answer.outcome !== "ok") throw new Error(`there is no value: ${answer.outcome}`);
  return answer.value;
}
