import { type Scope, SCOPES } from "../../../src/contract/scopes.ts";

/** The scope that each route of a ledger requires, written out so that no declaration changes its scope unnoticed. */
const LEDGER_SCOPES: Record<string, Scope> = {
  "GET /get_chain": "chain:read",
  "GET /blocks/:index": "chain:read",
  "GET /is_valid": "chain:read",
  "GET /miners": "chain:read",
  "GET /mempool": "chain:read",
  "GET /mempool/:id": "chain:read",
  "GET /events": "chain:read",
  "GET /vkey": "chain:read",
  "GET /checkpoint": "chain:read",
  "GET /blocks/:index/proof": "chain:read",
  "GET /consistency": "chain:read",
  "GET /tile/:tile{.+}": "chain:read",
  "POST /is_valid": "chain:read",
  "POST /cosignatures": "chain:read",
  "POST /mine_block": "chain:mine",
  "POST /work": "chain:mine",
  "POST /records": "chain:mine",
  // The tests' ledgers are plain unless they say otherwise.
  "GET /records/:number{[0-9]+}": "chain:read",
  "GET /records/:number{[0-9]+}/versions": "chain:read",
  "GET /records/:number{[0-9]+}/proof": "chain:read",
  "POST /records/search": "chain:read",
  "POST /records/:number{[0-9]+}/corrections": "record:correct",
  "POST /records/:number{[0-9]+}/erasure": "record:erase",
  "GET /records/:number{[0-9]+}/erasure": "record:erase",
  "PUT /records/:number{[0-9]+}/hold": "record:hold",
  "DELETE /records/:number{[0-9]+}/hold": "record:hold",
  "GET /keys": "chain:read",
  "GET /keys/:thumbprint": "chain:read",
  "PUT /keys/:thumbprint": "key:enrol",
  "PATCH /keys/:thumbprint": "key:revoke",
  "GET /reads": "audit:read",
  "GET /reads/:number{[0-9]+}/proof": "audit:read",
  "GET /reads/vkey": "audit:read",
  "GET /reads/checkpoint": "audit:read",
  "GET /reads/consistency": "audit:read",
  "POST /reads/cosignatures": "audit:read",
};

/** The scope of every route that requires a token. Those of a ledger are also available under its name. */
export const SCOPE_OF_ROUTE: Record<string, Scope> = {
  ...LEDGER_SCOPES,
  ...Object.fromEntries(
    Object.entries(LEDGER_SCOPES).map(([route, scope]) => [route.replace(" ", " /ledgers/:name"), scope]),
  ),
  "PUT /ledgers/:name": "ledger:create",
  "GET /ledgers/:name": "chain:read",
  "DELETE /ledgers/:name": "ledger:delete",
  "PUT /classes/:name": "class:teach",
  "GET /classes/:name": "class:teach",
  "DELETE /classes/:name": "class:teach",
  "GET /classes/:name/codes": "class:teach",
  "POST /classes/:name/codes/:number{[0-9]+}": "class:teach",
  "DELETE /classes/:name/codes/:number{[0-9]+}": "class:teach",
  "GET /classes/:name/self": "chain:read",
  "PUT /classes/:name/self": "chain:mine",
  "POST /classes/:name/self/sandbox": "chain:mine",
};

/** The scopes that open a route as well, without a look at what the ledger holds. */
export const OTHER_SCOPES: Record<string, readonly Scope[]> = {
  "PUT /keys/:thumbprint": ["key:enrol-others"],
  "PATCH /keys/:thumbprint": SCOPES,
};

/** The key in the sample path: the public key of RFC 8037, appendix A. */
export const SAMPLE_KEY = {
  thumbprint: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  jwk: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
} as const;

/** The id in the sample path of a pending record, for tests that store one. */
export const PENDING_ID = "a-pending-record";

/** A value for each parameter in the routes' paths. */
const SAMPLES: Record<string, string> = {
  index: "1",
  number: "1",
  name: "main",
  id: PENDING_ID,
  tile: "0/000.p/1",
  thumbprint: SAMPLE_KEY.thumbprint,
};

/** A path that the route with this pattern serves. */
export function samplePath(pattern: string): string {
  return pattern.replaceAll(/:(\w+)(?:\{[^}]+\})?/g, (_, name: string) => {
    const value = SAMPLES[name];
    if (value === undefined) throw new Error(`add a sample value for the path parameter ${name}`);
    return value;
  });
}
