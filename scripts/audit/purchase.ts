// Buys one thing with the client that is generated from the API's document: from the list of products to "paid".
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { env: Record<string, string | undefined> };

const client = createClient<paths>({ baseUrl: `${process.env["LAPAK_BASE"]}/api/v1` });

function must<T>(answer: { data?: T; error?: unknown }, what: string): T {
  if (answer.data === undefined) throw new Error(`${what}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

const list = must(await client.GET("/products", { params: { query: { in_stock: true, sort: "price", limit: 1 } } }), "list");
const first = list.items[0];
if (!first) throw new Error("no product is on sale");
const product = must(await client.GET("/products/{product}", { params: { path: { product: first.slug } } }), "product");
const variant = product.variants.find((v) => v.in_stock);
if (!variant) throw new Error(`${first.slug} is sold out`);

const cart = must(await client.POST("/carts"), "basket");
const header = { "X-Cart-Token": cart.token };
const path = { id: cart.id };
must(await client.PUT("/carts/{id}/items/{variant_id}", {
  params: { path: { ...path, variant_id: variant.id }, header },
  body: { quantity: 1 },
}), "put into the basket");

const address = {
  line: "Jalan Barong 5", village: "Kemiren", district: "Glagah", regency: "Kabupaten Banyuwangi",
  province: "Jawa Timur", postal_code: "68432", country: "ID",
};
const quote = must(await client.POST("/carts/{id}/quote", { params: { path, header }, body: { address } }), "quote");
const shipping = quote.shops.map((s) => {
  const option = s.options.find((o) => !o.code.startsWith("pickup"));
  if (!option) throw new Error(`${s.shop} does not deliver`);
  return { shop: s.shop, option: option.code };
});

const order = must(await client.POST("/orders", {
  params: { header: { ...header, "Idempotency-Key": crypto.randomUUID() } },
  body: {
    cart_id: cart.id, contact: { name: "Pembeli", phone: "081234567890" }, address, shipping,
    payment_method: "sandbox", language: "id",
  },
}), "order");
const url = order.payment?.url;
if (!url) throw new Error("the order has no address to pay at");
const paid = await fetch(`${url}/pay`, { method: "POST" });
if (!paid.ok) throw new Error(`pay: ${paid.status}`);

const deadline = Date.now() + 10_000;
let state: string = order.state;
while (state === "awaiting_payment" && Date.now() < deadline) {
  await new Promise((next) => setTimeout(next, 100));
  const now = must(await client.GET("/orders/{number}", {
    params: { path: { number: order.number }, header: { "X-Order-Token": order.token } },
  }), "read the order");
  state = now.state;
}
if (state !== "paid") throw new Error(`order ${order.number} is ${state}`);
console.log(`order ${order.number}: ${order.total} ${order.currency}, ${state}`);
