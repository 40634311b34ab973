import { vi } from "vitest";
import { request, token } from "../worker/client.ts";

/** Sets the issuer's answer. @returns the requested addresses */
export function issuer(answer: () => Response | Promise<Response>): string[] {
  const asked: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return answer();
  });
  return asked;
}

/** Reads the chain on a Worker whose keys are published at a URL, by default with a valid token. */
export async function readFrom(url: string, authorization?: string): Promise<Response> {
  const headers = { Authorization: authorization ?? `Bearer ${await token()}` };
  return request("/get_chain", { headers }, { AUTH_JWKS: "", AUTH_JWKS_URL: url });
}
