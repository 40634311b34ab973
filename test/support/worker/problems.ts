import { expect } from "vitest";
import { PROBLEM_TYPE_PREFIX, PROBLEMS, type ProblemName } from "../../../src/contract/problems.ts";

/** Problem details as the API sends them. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** The format of a request id. */
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Checks what every problem promises: the media type, the stable `type`, the status, a request id. */
export async function expectProblem(response: Response, status: number, name: ProblemName): Promise<ProblemBody> {
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status });
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.headers.get("X-Request-Id")).toMatch(UUID);
  const body = JSON.parse(text) as ProblemBody;
  expect(body).toMatchObject({ type: `urn:problem-type:patient-ledger:${name}`, status, title: PROBLEMS[name][1] });
  expect(body.type.startsWith(PROBLEM_TYPE_PREFIX)).toBe(true);
  expect(body.detail).toMatch(/\S/);
  return body;
}
