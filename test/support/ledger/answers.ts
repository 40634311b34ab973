import type { Answer } from "../../../src/ledger/answer.ts";

/** The answer of an object without a ledger. */
export const NO_LEDGER: Answer<never> = { outcome: "no-ledger" };

/** The value of an answer that must be successful. */
export async function valueOf<Value>(asked: PromiseLike<Answer<Value>>): Promise<Value> {
  const answer = await asked;
  if (answer.outcome !== "ok") throw new Error(`there is no value: ${answer.outcome}`);
  return answer.value;
}
