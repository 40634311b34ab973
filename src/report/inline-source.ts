import { base64 } from "../evidence/notes/base64.ts";

/** How a Content-Security-Policy names a script or style that is inside the document: by its hash. */
export async function inlineSource(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${base64(new Uint8Array(digest))}'`;
}
