import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { printable } from "../../../chain/text/printable.ts";
import { ProviderFailure } from "./failure.ts";
import { providerStrings as text } from "../../texts/provider.ts";

type Sentence = (host: string) => string;

/** The errors that providers name (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6). */
const NAMED: ReadonlyMap<string, Sentence> = new Map([
  ["access_denied", text.denied],
  ["login_required", text.loginRequired],
  ["interaction_required", text.loginRequired],
  ["invalid_grant", text.over],
  ["temporarily_unavailable", text.unreachable],
  ["server_error", text.unreachable],
]);

/** What the library found wrong with an answer, by its codes. */
const FOUND: ReadonlyMap<string, Sentence> = new Map([
  ["OAUTH_TIMEOUT", text.unreachable],
  ["OAUTH_RESPONSE_IS_NOT_CONFORM", text.unreachable],
  ["OAUTH_RESPONSE_IS_NOT_JSON", text.unreachable],
  ["OAUTH_PARSE_ERROR", text.unreachable],
  ["OAUTH_JWT_TIMESTAMP_CHECK_FAILED", text.clock],
  ["OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED", text.otherIssuer],
  ["OAUTH_MISSING_SERVER_METADATA", text.incomplete],
  ["OAUTH_INVALID_SERVER_METADATA", text.incomplete],
  ["OAUTH_HTTP_REQUEST_FORBIDDEN", text.incomplete],
]);

/** Explains an error of the library. */
export function explained(error: unknown, host: string): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const said = error.error_description === undefined ? error.error : `${error.error}: ${error.error_description}`;
    const sentence = NAMED.get(error.error);
    return sentence ? failure(sentence, host) : new ProviderFailure(text.said(host, printable(said, 300)));
  }
  if (error instanceof ClientError) return failure(FOUND.get(error.code ?? "") ?? text.notAnswered, host);
  // What browsers throw when a request is not answered, or not allowed.
  return failure(error instanceof TypeError ? text.unreachable : text.notAnswered, host);
}

function failure(sentence: Sentence, host: string): ProviderFailure {
  return new ProviderFailure(sentence(host), sentence === text.unreachable);
}
