import * as z from "zod";
import { createDocument } from "zod-openapi";
import { version } from "../../../package.json";
import { COMMON_HEADERS } from "../../contract/headers.ts";
import { LEDGER_ROUTES, NAMED_LEDGER, SINGLE_ROUTES } from "../../contract/routes.ts";
import { ledgerParams } from "../../contract/schemas/ledger.ts";
import { ROUTE_GROUPS } from "../../contract/route-groups.ts";
import { headersOf, pathsOf, type Place } from "./operation.ts";

const AT_ROOT: Place = { prefix: "", params: z.strictObject({}), operationId: (id) => id, tag: (group) => group };

const BEHIND_NAME: Place = {
  prefix: NAMED_LEDGER,
  params: ledgerParams,
  operationId: (id) => `${id}OfLedger`,
  tag: (group) => `named ledger: ${group}`,
};

const TAGS = [
  ...Object.entries(ROUTE_GROUPS).map(([name, description]) => ({ name, description })),
  ...[...new Set(LEDGER_ROUTES.map(({ group }) => group))].map((group) => ({
    name: BEHIND_NAME.tag(group),
    description: `${ROUTE_GROUPS[group]} The same routes as under \`${group}\`, for the ledger named in the path.`,
  })),
];

let made: ReturnType<typeof createDocument> | undefined;

/** The OpenAPI 3.1 description of the routes declared in the contract. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  made ??= createDocument({
    openapi: "3.1.1",
    info: {
      title: "patient-ledger",
      version,
      description:
        "A tamper-evident ledger of patient records. Errors are problem details (RFC 9457) with a stable `type`. " +
        "The guides at `/guide` explain how to use the API, how to verify a ledger and how to operate one.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    components: {
      headers: headersOf(COMMON_HEADERS),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "A signed JWT. Its scopes are read from the claims `scope`, `scp`, `roles` and `permissions`. The ledgers it " +
            "opens are read from `ledgers`; without that claim, it opens only `main`. Each of these claims is a list of " +
            "strings, or one string of values separated by spaces. The claim `patients`, a list of strings, narrows the " +
            "token to the patients with these IDs. A token with `cnf.jkt` (RFC 9449) enrols no other author's key than the " +
            "one with that thumbprint. In local development, `npm run -s token` issues one.",
        },
      },
    },
    tags: TAGS,
    paths: {
      ...pathsOf(LEDGER_ROUTES, AT_ROOT),
      ...pathsOf(LEDGER_ROUTES, BEHIND_NAME),
      ...pathsOf(SINGLE_ROUTES, AT_ROOT),
    },
  });
  return made;
}
