import { patient } from "../worker/client.ts";
import { base64url } from "./issuer.ts";
import { SAMPLE_KEY } from "./routes.ts";

const JSON_BODY = { "Content-Type": "application/json" };

/** The enrolment of the sample key; its signature is never looked at, since the ledger is plain. */
const ENROLMENT = {
  public_key: SAMPLE_KEY.jwk,
  disclosures: [base64url(JSON.stringify(["A".repeat(22), "subject", "dr-rao"]))],
  signature: "a..b",
};

/** What each route expects to be sent. Mining gets a record that would be mined. */
export function wanted(method: string, path: string): { headers: Record<string, string>; body?: string } {
  if (path.endsWith("/events")) return { headers: { Upgrade: "websocket" } };
  if (path.endsWith("/hold")) return { headers: {} };
  if (method === "PATCH") return { headers: JSON_BODY, body: `{"revoked":true}` };
  if (method === "PUT" && path.includes("/keys/")) return { headers: JSON_BODY, body: JSON.stringify(ENROLMENT) };
  if (method === "PUT") return { headers: { "Content-Type": "application/json" }, body: `{"puzzle":"squares"}` };
  if (method !== "POST") return { headers: {} };
  if (/is_valid|cosignatures/.test(path)) return { headers: { "Content-Type": "text/plain" }, body: "a note" };
  if (path.endsWith("/search")) return { headers: { "Content-Type": "application/json" }, body: `{"Reg_no":"REG-1"}` };
  if (path.endsWith("/erasure")) {
    return { headers: { "Content-Type": "application/json" }, body: `{"reason":"request"}` };
  }
  if (path.endsWith("/corrections")) {
    const headers = { "Content-Type": "application/json", "If-Match": "*" };
    return { headers, body: JSON.stringify(patient(1)) };
  }
  const type = path.endsWith("/records") ? "application/x-ndjson" : "application/json";
  return { headers: { "Content-Type": type }, body: JSON.stringify(patient(1)) };
}
