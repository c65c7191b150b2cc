import { expect, test } from "vitest";
import { allRows } from "./matrix.ts";
import { compliancePage } from "./page.ts";
import { testedRows } from "./tested.ts";
import { untestedRows } from "./untested.ts";

test("every row of the matrix has a test or a reason, and only one of them", () => {
  const answered = [...testedRows, ...Object.keys(untestedRows)];
  expect(answered.toSorted()).toEqual(allRows.toSorted());
});

test("docs/compliance.md says which", async () => {
  await expect(compliancePage()).toMatchFileSnapshot("../../../../docs/compliance.md");
});
