import { describe, expect, test } from "vitest";
import { AlarmSchedule } from "../../src/ledger/alarm-schedule.ts";

/** A fake of the platform's alarm. Setting it can be made to fail. */
class Platform {
  readonly set: number[] = [];
  failures = 0;
  readonly #failed: unknown[] = [];
  readonly schedule = new AlarmSchedule({
    waitUntil: (promise: Promise<unknown>) => {
      promise.catch((error: unknown) => this.#failed.push(error));
    },
    storage: {
      setAlarm: (time: number) => {
        if (this.failures > 0) {
          this.failures -= 1;
          return Promise.reject(new Error("no storage"));
        }
        // As the platform does: it counts nanoseconds in 64 bits.
        if (!(time >= 0 && time * 1e6 < 2 ** 63)) throw new TypeError("no time that can be kept");
        this.set.push(time);
        return Promise.resolve();
      },
    },
  } as unknown as DurableObjectState);

  get alarm(): number | undefined {
    return this.set.at(-1);
  }

  get failed(): number {
    return this.#failed.length;
  }

  due(now: number): string[] {
    return [...this.schedule.due(now)].toSorted((a, b) => a.localeCompare(b));
  }
}

const ALL = ["check", "deleting", "erasing", "mining", "watchers"];

describe("the alarm", () => {
  test("is set for the earliest planned use, in whatever order the uses are planned", () => {
    const platform = new Platform();

    platform.schedule.set("watchers", 5_000);
    platform.schedule.set("mining", 9_000);
    expect(platform.alarm).toBe(5_000);
    platform.schedule.set("mining", 3_000);
    expect(platform.alarm).toBe(3_000);
  });

  test("is moved back when its use is postponed, but never past the next use of the others", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.schedule.set("watchers", 5_000);

    platform.schedule.set("mining", 60_000);
    expect(platform.alarm).toBe(5_000);
    platform.schedule.set("watchers", undefined);
    expect(platform.alarm).toBe(60_000);
  });

  test("is not set again when nothing changes", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);

    platform.schedule.set("mining", 3_000);
    platform.schedule.setBy("mining", 8_000);
    platform.schedule.set("watchers", 8_000);

    expect(platform.set).toEqual([3_000]);
  });

  test("is set by the next call if setting it failed", async () => {
    const platform = new Platform();
    platform.failures = 1;
    platform.schedule.set("mining", 3_000);
    await scheduler.wait(0);
    expect([platform.failed, platform.set]).toEqual([1, []]);

    platform.schedule.setBy("mining", 4_000);

    expect(platform.alarm).toBe(3_000);
  });

  test.each([
    ["seconds taken for milliseconds", Date.UTC(2026, 0) * 1000],
    ["the largest safe integer", Number.MAX_SAFE_INTEGER],
    ["infinity", Infinity],
    ["the past", -1],
    ["negative infinity", -Infinity],
  ])("is set to a time the platform can store when the requested time is %s", async (_, time) => {
    const platform = new Platform();

    platform.schedule.set("watchers", time);
    await scheduler.wait(0);

    expect(platform.set).toHaveLength(1);
    expect(platform.failed).toBe(0);
  });

  test("is not set for a value that is not a time", () => {
    const platform = new Platform();

    platform.schedule.set("watchers", Number.NaN);
    platform.schedule.set("mining", undefined);

    expect(platform.set).toEqual([]);
  });
});

describe("when the alarm fires", () => {
  test("it runs the uses that are due, and is set for the others", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.schedule.set("watchers", 5_000);

    expect(platform.due(3_001)).toEqual(["mining"]);
    expect(platform.set).toEqual([3_000, 5_000]);
    expect(platform.due(6_000)).toEqual(["watchers"]);
    expect(platform.set).toEqual([3_000, 5_000]);
  });

  test("a use that was due can be planned again", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.due(3_000);

    platform.schedule.setBy("mining", 8_000);

    expect(platform.alarm).toBe(8_000);
  });

  test("every use is due if this object did not set the alarm", () => {
    expect(new Platform().due(3_000)).toEqual(ALL);
  });

  test("every use is due if it fires early, like one set before the object started", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 9_000);

    expect(platform.due(3_000)).toEqual(ALL);
  });

  test("every use is due if it is delivered again", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.due(3_000);

    expect(platform.due(3_000)).toEqual(ALL);
  });

  test("a use planned before the object started is remembered without a write", () => {
    const platform = new Platform();
    platform.schedule.recall("watchers", 5_000);
    expect(platform.set).toEqual([]);

    platform.schedule.set("mining", 60_000);

    expect(platform.alarm).toBe(5_000);
  });
});

test("the platform stores the latest time that the alarm is ever set for", async () => {
  const { ledger } = await import("../support/storage/main.ts");
  const { runInDurableObject } = await import("cloudflare:test");
  const alarm = await runInDurableObject(ledger(), async (_, state) => {
    new AlarmSchedule(state).set("watchers", Infinity);
    return state.storage.getAlarm();
  });

  expect(alarm).toBe(Date.UTC(2200, 0));
});
