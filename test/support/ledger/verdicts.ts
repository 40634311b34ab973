import { expect } from "vitest";
import type { Fault, Rule } from "../../../src/chain/fault.ts";
import { request } from "../worker/client.ts";

/** The response of `GET /is_valid`, whether the chain is valid or not. */
interface AnyVerdict {
  message: string;
  valid: boolean;
  length: number;
  head?: string;
  fault?: Fault;
}

/** The ledger's verdict on its stored chain. */
export async function verdict(): Promise<AnyVerdict> {
  const response = await request("/is_valid");
  expect(response.status).toBe(200);
  return response.json<AnyVerdict>();
}

/** Checks that this is the first fault that the ledger finds. */
export async function expectFault(index: number, rule: Rule): Promise<Fault> {
  const found = await verdict();
  expect(found).toEqual({
    message: "The blockchain is not valid.",
    valid: false,
    length: found.length,
    fault: {
      index,
      rule,
      expected: expect.any(String),
      actual: expect.any(String),
      detail: expect.stringMatching(/\S/),
    },
  });
  return found.fault as Fault;
}
