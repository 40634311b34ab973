import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { until } from "./until.ts";

/** A request on its own connection, whose body a test sends byte by byte, as no client library does. */
export class RawRequest {
  readonly #socket: Socket;
  #answer = "";
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => (this.#answer += bytes.toString("latin1")));
    // A reset connection is closed too.
    socket.on("error", () => undefined).on("close", () => (this.#isClosed = true));
  }

  /** Connects, and sends the request line and the headers. */
  static async send(url: string, method: string, headers: readonly string[]): Promise<RawRequest> {
    const { hostname, port, host, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject).once("connect", resolve);
    });
    const request = new RawRequest(socket);
    socket.write([`${method} ${pathname} HTTP/1.1`, `Host: ${host}`, ...headers, "", ""].join("\r\n"));
    return request;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends bytes of the body. */
  async write(bytes: string): Promise<void> {
    if (!this.#isClosed && !this.#socket.write(bytes)) await Promise.race([this.#drained(), wait(100)]);
  }

  /** Sends a piece of a chunked body (RFC 9112, section 7.1). */
  chunk(bytes: string): Promise<void> {
    return this.write(`${bytes.length.toString(16)}\r\n${bytes}\r\n`);
  }

  /** Ends the body, and still reads. */
  end(): void {
    this.#socket.end();
  }

  /** Resets the connection. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits for the answer's status, and for the problem type if it is a problem. */
  async answered(): Promise<{ readonly status: number; readonly problem: string | undefined }> {
    const final = () => this.#answer.replace(/^HTTP\/1\.1 100 [^]*?\r\n\r\n/, "");
    const isWhole = () => {
      const [head = "", body] = final().split(/\r\n\r\n([^]*)/);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
      return body !== undefined && (body.length >= length || body.endsWith("0\r\n\r\n"));
    };
    await until(
      () => `the request is answered, so far ${JSON.stringify(this.#answer.slice(0, 300))}`,
      () => isWhole() || this.#isClosed,
    );
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(final())?.[1]);
    const problem = /urn:problem-type:patient-ledger:([\w-]+)/.exec(final())?.[1];
    this.#socket.destroy();
    return { status, problem };
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once("drain", resolve).once("close", () => resolve());
    });
  }
}
