import { request } from "node:https";
import { Readable } from "node:stream";

/** The statuses of answers that have no content (RFC 9110, section 6.4.1). */
const WITHOUT_CONTENT = [204, 304];

/**
 * A `fetch` for https that trusts one certificate, and no other. The platform's can be told so only for the whole process.
 *
 * @param ca the certificate, as text
 */
export function fetchTrusting(ca: string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = Buffer.from(await asked.arrayBuffer());
    return new Promise((resolve, reject) => {
      const { method, signal, url } = asked;
      const headers = { ...Object.fromEntries(asked.headers), "Content-Length": String(body.length) };
      const sent = request(url, { method, headers, signal, ca, agent: false }, (answer) => {
        const status = answer.statusCode ?? 0;
        const content = WITHOUT_CONTENT.includes(status)
          ? null
          : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
        if (content === null) answer.resume();
        const received = Object.entries(answer.headersDistinct).map(([name, values = []]) => [name, values.join(", ")]);
        resolve(new Response(content, { status, headers: Object.fromEntries(received) }));
      });
      sent.on("error", reject).end(body);
    });
  };
}
