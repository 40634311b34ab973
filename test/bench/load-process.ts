/** Sends the one load that it is given, and reports the answers; see load.ts. */
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Answers, Load } from "./load.ts";

process.once("message", (load: Load) => {
  run(load)
    .catch((error: unknown) => String(error))
    .then((answers) => process.send?.(answers))
    .catch(() => process.exit(1));
});

async function run(load: Load): Promise<Answers> {
  const clients = load.tokens.length === 0 ? [undefined] : load.tokens;
  const agent = new Agent({ keepAlive: true, maxSockets: clients.length });
  const latencies: number[] = [];
  const firstBytes: number[] = [];
  let [bytes, sent] = [0, 0];
  const start = performance.now();
  const { until } = load;
  const isOver = () =>
    "seconds" in until ? performance.now() - start >= until.seconds * 1000 : sent >= until.requests;

  const ask = (token: string | undefined) =>
    new Promise<void>((resolve, reject) => {
      const asked = performance.now();
      let firstByte: number | undefined;
      let text = "";
      const answered = (response: IncomingMessage) => {
        const isExpected = response.statusCode === load.expect;
        response.on("data", (piece: Buffer) => {
          firstByte ??= performance.now() - asked;
          bytes += piece.length;
          if (!isExpected) text += piece.toString();
        });
        response.once("error", reject).once("end", () => {
          if (!isExpected) return reject(new Error(`${load.url}: ${response.statusCode} ${text}`));
          const latency = performance.now() - asked;
          latencies.push(latency);
          firstBytes.push(firstByte ?? latency);
          resolve();
        });
      };
      open(load, agent, token, sent++).once("response", answered).once("error", reject);
    });
  await Promise.all(
    clients.map(async (token) => {
      while (!isOver()) await ask(token);
    }),
  );
  agent.destroy();
  return { count: latencies.length, seconds: (performance.now() - start) / 1000, bytes, latencies, firstBytes };
}

function open(load: Load, agent: Agent, token: string | undefined, number: number): ClientRequest {
  const body = load.body?.replaceAll("{n}", String(number));
  const headers = {
    ...load.headers,
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "Content-Length": String(Buffer.byteLength(body)) }),
  };
  const url = load.url.replaceAll("{n}", String(number));
  return request(url, { agent, method: load.method ?? "GET", headers }).end(body);
}
