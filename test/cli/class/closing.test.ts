import * as fc from "fast-check";
import { expect, test } from "vitest";
import { deleteClass } from "../../../src/cli/class/closing.ts";

/**
 * A deployment with the class `bio`, whose students start again the moment that their sandbox is deleted.
 *
 * @param again how often each of them does so
 */
class Deployment {
  readonly url = "https://ledger.example";
  readonly token = (): Promise<string> => Promise.resolve("token");
  readonly ledgers = new Set(["bio"]);
  readonly #sandboxes: number[];
  readonly #left: number[];
  #isOpen = true;

  constructor(again: readonly number[]) {
    this.#left = [...again];
    this.#sandboxes = again.map(() => 1);
    for (const place of again.keys()) this.ledgers.add(this.#nameOf(place));
  }

  readonly fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    return Promise.resolve(this.#answer(input instanceof Request ? input.method : (init?.method ?? "GET"), path));
  };

  #answer(method: string, path: string): Response {
    const [kind, ledger = ""] = path.slice(1).split("/");
    if (kind === "ledgers") return this.#delete(ledger);
    if (method === "GET") {
      if (!this.#isOpen) return problem(404, "class-not-found");
      return Response.json({ students: this.#sandboxes.map((_, place) => ({ sandbox: this.#nameOf(place) })) });
    }
    this.#isOpen = false;
    return new Response(null, { status: 204 });
  }

  #delete(ledger: string): Response {
    if (!this.ledgers.delete(ledger)) return problem(410, "ledger-deleted");
    const place = this.#sandboxes.findIndex((_, student) => this.#nameOf(student) === ledger);
    const left = this.#left[place] ?? 0;
    if (left > 0) {
      this.#left[place] = left - 1;
      this.#sandboxes[place] = (this.#sandboxes[place] ?? 0) + 1;
      this.ledgers.add(this.#nameOf(place));
    }
    return new Response(null, { status: 204 });
  }

  #nameOf(place: number): string {
    return `bio-${String(place + 1).padStart(2, "0")}-${this.#sandboxes[place]}`;
  }
}

function problem(status: number, type: string): Response {
  const headers = { "Content-Type": "application/problem+json" };
  return new Response(JSON.stringify({ type: `urn:problem-type:patient-ledger:${type}`, title: type, status }), {
    status,
    headers,
  });
}

test("deleting a class leaves no ledger of it, however often students start again meanwhile", async () => {
  const again = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(again, async (times) => {
      const deployment = new Deployment(times);
      await deleteClass(deployment, "bio");
      expect([...deployment.ledgers]).toEqual([]);
      await deleteClass(deployment, "bio");
    }),
    { numRuns: 30 },
  );
});
