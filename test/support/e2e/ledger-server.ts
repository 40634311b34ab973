import { ALL_SCOPES, DEVELOPMENT, KEY_FOLDER, openTokenKey, signToken } from "../../../src/cli/keys/token-key.ts";

/** A running server, as its users reach it. */
export class LedgerServer {
  url: string;
  /** A token of the subject `developer`, with all rights for an hour. */
  token: string;

  constructor(url = "", token = "") {
    this.url = url;
    this.token = token;
  }

  /** A token of a subject for an hour, valid across restarts, with all rights or with those of a scope. */
  async tokenOf(subject: string, scope = ALL_SCOPES): Promise<string> {
    const claims = { ...DEVELOPMENT, subject, scope, ledgers: ["*"], expires: "1h" };
    return signToken(await openTokenKey(KEY_FOLDER), claims);
  }

  /** Requests a path with a good token. */
  fetch(path: string, init: RequestInit = {}, token: string = this.token): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${token}`);
    return fetch(this.url + path, { ...init, headers });
  }
}
