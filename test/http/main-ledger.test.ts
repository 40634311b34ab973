import { describe, expect, test } from "vitest";
import { putLedger, mine, patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const bits = (MAIN_DIFFICULTY: string) => ({ MAIN_PUZZLE: "block-hash", MAIN_DIFFICULTY });
const described = async (bindings: object = {}) => (await request("/ledgers/main", {}, bindings)).json<object>();

describe("the ledger main", () => {
  test("is created on first use, with the paper's puzzle", async () => {
    expect(await described()).toMatchObject({ name: "main", puzzle: "squares", length: 1 });
  });

  test("has the paper's puzzle when nothing is configured", async () => {
    expect(await described({ MAIN_PUZZLE: undefined, MAIN_DIFFICULTY: undefined })).toMatchObject({
      puzzle: "squares",
    });
  });

  test.each(["8", "12"])("takes the configured puzzle and difficulty: block-hash, %s bits", async (difficulty) => {
    const chain = await (await request("/get_chain", {}, bits(difficulty))).json();

    expect(chain).toMatchObject({ length: 1, chain: [{ difficulty: Number(difficulty), patient_name: "Genesis" }] });
    expect(await described()).toMatchObject({ puzzle: "block-hash", difficulty: Number(difficulty) });
    expect((await mine(patient(1))).status).toBe(201);
    expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 2 });
  });

  test("keeps its puzzle when the settings change later", async () => {
    await mine(patient(1));

    expect(await described(bits("8"))).toMatchObject({ puzzle: "squares", length: 2 });
    expect(await described({ MAIN_PUZZLE: "cubes" })).toMatchObject({ puzzle: "squares", length: 2 });
  });

  test.each<[string, object]>([
    ["an unknown puzzle", { MAIN_PUZZLE: "cubes" }],
    ["a puzzle in upper case", { MAIN_PUZZLE: "Squares" }],
    ["an empty puzzle", { MAIN_PUZZLE: "" }],
    ["no difficulty", { MAIN_PUZZLE: "block-hash", MAIN_DIFFICULTY: undefined }],
    ["an empty difficulty", bits("")],
    ["a difficulty too low", bits("7")],
    ["a difficulty too high", bits("33")],
    ["half a bit", bits("8.5")],
    ["a difficulty in words", bits("eight")],
  ])("is not created with %s: 503 says what to set", async (_, bindings) => {
    const { detail } = await expectProblem(await request("/get_chain", {}, bindings), 503, "puzzle-not-configured");

    expect(detail).toContain("MAIN_PUZZLE");
    expect(detail).toContain("MAIN_DIFFICULTY");
    // It is created as soon as the settings are valid.
    expect(await described()).toMatchObject({ puzzle: "squares", length: 1 });
  });

  test.each([
    [{}, { puzzle: "squares" }],
    [bits("8"), { puzzle: "block-hash", difficulty: 8 }],
  ])("exists with the configured puzzle (%j) for a client that creates it by name", async (bindings, puzzle) => {
    const response = await putLedger("main", puzzle, {}, bindings);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: "main", ...puzzle, length: 1 });
  });

  test("has only the configured puzzle, even for the first client to create it", async () => {
    await expectProblem(await putLedger("main", { puzzle: "block-hash", difficulty: 8 }), 409, "ledger-conflict");

    expect(await described()).toMatchObject({ puzzle: "squares", length: 1 });
  });
});
