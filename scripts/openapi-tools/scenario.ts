// Walks through the API with the generated client: what type-checks here is what an integrator can write.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./client.js";

type Article = components["schemas"]["ArticleView"];

const baseUrl = process.env["DIBAO_BASE"];
assert(baseUrl, "DIBAO_BASE names the service");
// Lists are one value with commas.
const client = createClient<paths>({ baseUrl, querySerializer: { array: { style: "form", explode: false } } });

let passed = 0;
async function step(name: string, run: () => Promise<void>): Promise<void> {
  await run();
  passed += 1;
  console.log(`ok ${passed} - ${name}`);
}

let articleId = "";
let etag = "";

await step("a list comes with its cursor, and the next page follows it", async () => {
  const first = await client.GET("/v1/articles", { params: { query: { limit: 5, include: ["column", "source"] } } });
  assert(first.data);
  assert.equal(first.data.items.length, 5);
  const cursor = first.data.next_cursor;
  assert(cursor !== null);
  const second = await client.GET("/v1/articles", { params: { query: { limit: 5, cursor } } });
  assert(second.data);
  const seen = new Set(first.data.items.map((item) => item.id));
  assert(second.data.items.every((item) => !seen.has(item.id)));
});

await step("filters combine", async () => {
  const columns = await client.GET("/v1/columns", { params: { query: { status: "open", limit: 1 } } });
  const column = columns.data?.items[0]?.slug;
  assert(column);
  const query = { column: [column], tags: "-fang-xun", from: "2020-01-01", sort: "published_at", total: true } as const;
  const { data } = await client.GET("/v1/articles", { params: { query: { ...query, column: [column] } } });
  assert(data);
  assert.equal(data.total, data.items.length);
  assert(data.items.length > 0 && data.items.every((item) => item.column?.slug === column));
  articleId = data.items[0]?.id ?? "";
});

await step("an article comes with its body as blocks", async () => {
  const { data, response } = await client.GET("/v1/articles/{id}", { params: { path: { id: articleId } } });
  assert(data);
  const article: Article = data;
  assert(article.body !== null && article.body.format === "blocks");
  const texts = article.body.blocks.map((block) => {
    switch (block.type) {
      case "paragraph":
      case "heading":
        return block.spans.map((span) => span.text).join("");
      case "preformatted":
        return block.text;
      default:
        return "";
    }
  });
  assert(texts.join("").length > 0);
  etag = response.headers.get("etag") ?? "";
});

await step("the same article is answered 304", async () => {
  const params = { path: { id: articleId }, header: { "If-None-Match": etag } };
  const { response } = await client.GET("/v1/articles/{id}", { params });
  assert.equal(response.status, 304);
});

await step("fields trim an answer", async () => {
  const fields: components["schemas"]["ArticleField"][] = ["title", "source.name"];
  const { data } = await client.GET("/v1/articles/{id}", { params: { path: { id: articleId }, query: { fields } } });
  assert(data);
  assert.deepEqual(Object.keys(data).sort(), ["id", "source", "title"]);
});

await step("a refused parameter is told by code", async () => {
  const { error, response } = await client.GET("/v1/articles", { params: { query: { limit: 1000 } } });
  assert(error);
  assert.equal(response.status, 400);
  const code: components["schemas"]["ProblemCode"] = error.code;
  assert.equal(code, "invalid_parameter");
  assert.deepEqual(error.errors.map((one) => [one.parameter, one.code]), [["limit", "out_of_range"]]);
});

await step("what does not exist is a problem with its own code", async () => {
  const { error } = await client.GET("/v1/columns/{column}", { params: { path: { column: "nothing" } } });
  assert.equal(error?.code, "column_not_found");
});

await step("changes are read to the end", async () => {
  let after = 0;
  let count = 0;
  for (;;) {
    const { data } = await client.GET("/v1/changes", { params: { query: { after, limit: 100, kind: ["article"] } } });
    assert(data);
    count += data.items.filter((change) => change.subject.kind === "article").length;
    after = data.next_after;
    if (!data.has_more) break;
  }
  const { data } = await client.GET("/v1/articles", { params: { query: { total: true, limit: 1 } } });
  assert(count >= (data?.total ?? Infinity));
});

console.log(`${passed} passed, 0 failed`);
