// The running demo as a browser sees it; shared by the audit's programs.
import { chromium } from "playwright-core";

export const base = process.env.LAPAK_BASE;
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };
export const password = "lapak-demo-2026";

// Nothing but the demo is asked for over the network.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
  "--disable-domain-reliability", "--no-pings", "--disable-sync", "--no-default-browser-check"];

export function openBrowser(...args) {
  return chromium.launch({ executablePath: process.env.LAPAK_CHROMIUM, headless: true, args: [...quiet, ...args] });
}

export async function openContext(browser, { viewport = phone, language = "id" } = {}) {
  const context = await browser.newContext({
    viewport, baseURL: base, locale: language, hasTouch: viewport.width < 800, isMobile: viewport.width < 800,
    bypassCSP: true, // the audits look into the pages with their own scripts
  });
  context.setDefaultTimeout(20_000);
  return context;
}

// signIn gives the context the session of a demo account.
export async function signIn(context, name) {
  const answer = await context.request.post("/api/v1/sessions", { data: { email: `${name}@lapak.test`, password } });
  if (!answer.ok()) throw new Error(`${name} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

// read asks the API and answers its JSON.
export async function read(context, path) {
  const answer = await context.request.get(`/api/v1${path}`);
  if (!answer.ok()) throw new Error(`GET ${path}: ${answer.status()}`);
  return answer.json();
}

// send posts JSON to the API and answers its JSON.
export async function send(context, path, data, headers = {}) {
  const answer = await context.request.post(`/api/v1${path}`, { data, headers });
  if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

// aProduct is one that is on sale, with its choices.
export async function aProduct(context, query = "") {
  const { items } = await read(context, `/products?in_stock=true&limit=1${query}`);
  if (items.length === 0) throw new Error("no product is on sale");
  return read(context, `/products/${items[0].slug}`);
}

const address = {
  line: "Jalan Barong 5", village: "Kemiren", district: "Glagah", regency: "Kabupaten Banyuwangi", province: "Jawa Timur",
  postal_code: "68432", country: "ID",
};

// placeOrder orders a product as a guest, to be sent, and pays in the sandbox or sends the proof of a transfer. It answers the order's
// number and the link that its buyer is sent.
export async function placeOrder(context, product, { contact, method, proof }) {
  const cart = await send(context, "/carts");
  const header = { "X-Cart-Token": cart.token };
  const variant = product.variants.find((v) => v.in_stock);
  const put = await context.request.put(`/api/v1/carts/${cart.id}/items/${variant.id}`, { data: { quantity: 1 }, headers: header });
  if (!put.ok()) throw new Error(`put into the basket: ${put.status()} ${await put.text()}`);
  const quote = await send(context, `/carts/${cart.id}/quote`, { address }, header);
  const shipping = quote.shops.map((s) => ({ shop: s.shop, option: s.options.find((o) => !o.code.startsWith("pickup")).code }));
  const order = await send(context, "/orders", { cart_id: cart.id, contact, address, shipping, payment_method: method, language: "id" },
    { ...header, "Idempotency-Key": crypto.randomUUID() });
  const token = { "X-Order-Token": order.token };
  if (method === "sandbox") {
    const answer = await context.request.post(`${order.payment.url}/pay`);
    if (!answer.ok()) throw new Error(`pay: ${answer.status()}`);
    await until(async () => (await (await context.request.get(`/api/v1/orders/${order.number}`, { headers: token })).json()).state === "paid");
  }
  if (proof) {
    const answer = await context.request.post(`/api/v1/orders/${order.number}/proof`, { multipart: { file: proof }, headers: token });
    if (!answer.ok()) throw new Error(`proof: ${answer.status()} ${await answer.text()}`);
  }
  return { number: order.number, link: `/orders/${order.number}?token=${order.token}` };
}

// codeSentTo is the newest code that went to a phone, as the demo shows it.
export async function codeSentTo(context, number) {
  const page = await context.newPage();
  try {
    let code;
    await until(async () => {
      await page.goto("/demo/messages");
      const message = page.getByRole("listitem").filter({ hasText: number.replace(/^0/, "+62") }).first();
      code = await message.count() > 0 ? (await message.innerText()).match(/\b\d{6}\b/)?.[0] : undefined;
      return code;
    });
    return code;
  } finally {
    await page.close();
  }
}

// until asks again for at most ten seconds until the answer is yes.
async function until(ask) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await ask()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("not within ten seconds");
}

// table prints rows of text in columns.
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => String(cell).padEnd(widths[i])).join("  ").trimEnd()}`);
}
