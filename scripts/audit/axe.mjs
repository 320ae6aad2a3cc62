// axe on every main page, on a phone and a desktop, in both languages, as each kind of visitor sees it. Every rule of axe counts,
// its best practices too; besides, a page must answer 200 and fit the window's width. SHOTS=folder keeps a picture of each page.
import axe from "axe-core";
import { aProduct, desktop, openBrowser, openContext, phone, read, signIn } from "./mall.mjs";

const browser = await openBrowser();
let looked = 0;
const misses = new Map(); // what is wrong → where

const seller = await openContext(browser);
await signIn(seller, "seller");
const [{ slug: shop }] = (await read(seller, "/me")).shops;
const { items: goods } = await read(seller, `/seller/shops/${shop}/products`);
const { items: orders } = await read(seller, `/seller/shops/${shop}/orders`);
const office = await openContext(browser);
await signIn(office, "admin");
const { items: pending } = await read(office, "/office/shops?state=pending");
const product = await aProduct(seller);
const choices = await aProduct(seller, "&sort=-price");
const { items: categories } = await read(seller, "/categories");
const { items: offers } = await read(seller, "/export/catalogue?limit=1");
const { items: groups } = await read(seller, "/invest");
const { items: asked } = await read(seller, `/seller/shops/${shop}/inquiries`);
const { items: trainings } = await read(office, "/office/trainings");
const { items: inquiries } = await read(office, "/office/inquiries");
const { items: papers } = await read(office, "/office/evidence?limit=1");
const mentor = await openContext(browser);
await signIn(mentor, "mentor");
const { items: requests } = await read(mentor, "/mentor/help-requests");
const { items: festivals } = await read(seller, "/festivals?state=running");
const { items: coming } = await read(seller, "/festivals?state=coming");
const organizer = await openContext(browser);
await signIn(organizer, "organizer");
const { items: own } = await read(organizer, "/organizer/festivals");
const planned = own.filter((f) => !festivals.some((running) => running.slug === f.slug));
await Promise.all([seller.close(), office.close(), mentor.close(), organizer.close()]);
const category = (categories[0].children ?? [])[0]?.slug ?? categories[0].slug;

const desk = `/seller/${shop}`;
const audiences = [
  {
    name: "guest", pages: ["/", "/search", "/search?q=kopi", "/search?q=zzzzqqqq", `/c/${category}`, `/p/${product.slug}`,
      `/p/${choices.slug}`, `/s/${product.shop.slug}`, "/cart", "/login", "/register", "/orders/find",
      "/export", "/export/coverage", "/export/rules", "/export/rules/P-LEG-04", "/invest", ...groups.slice(0, 1).map((g) => `/invest/${g.slug}`),
      ...offers.flatMap((o) => [`/export/products/${o.slug}`, `/export/products/${o.slug}/inquiry`]),
      "/festivals", "/festivals/embed", ...festivals.concat(coming).flatMap((f) => [`/festivals/${f.slug}`, `/festivals/${f.slug}/shop`]),
      "/terms", "/privacy", "/demo/messages", "/api", { path: "/p/no-such-thing", status: 404 }],
  },
  { name: "buyer", account: "buyer", before: fillBasket, pages: ["/cart", "/checkout", "/orders", "/inquiries", "/account", "/account/data", "/account/consents", "/account/access"] },
  { name: "buyer with an order", account: "buyer", before: placeOrder, pages: [] },
  {
    name: "seller", account: "seller", pages: ["/seller", "/seller/apply", desk, `${desk}/orders`, ...orders.slice(0, 1).map((o) => `${desk}/orders/${o.number}`),
      `${desk}/products`, `${desk}/products/new`, `${desk}/products/${goods[0].slug}`, `${desk}/shop`, `${desk}/members`, `${desk}/money`, `${desk}/more`,
      `${desk}/export`, `${desk}/products/${goods[0].slug}/export`, `${desk}/export/evidence/S-LEG-02`, `${desk}/export/help/S-LEG-02`,
      `${desk}/trainings`, `${desk}/inquiries`, ...asked.slice(0, 1).map((i) => `${desk}/inquiries/${i.number}`),
      `${desk}/festivals`, `${desk}/stands`, ...coming.slice(0, 1).map((f) => `${desk}/festivals/${f.slug}/apply`)],
  },
  {
    name: "office", account: "admin", pages: ["/office", "/office/shops", ...pending.slice(0, 1).map((s) => `/office/shops/${s.slug}`),
      "/office/payments", "/office/refunds", "/office/messages", "/office/late", ...orders.slice(0, 1).map((o) => `/office/orders/${o.number}`),
      "/office/evidence", ...papers.map((e) => `/office/evidence/${e.id}`), "/office/export/rules", "/office/inquiries",
      ...inquiries.slice(0, 1).map((i) => `/office/inquiries/${i.number}`), "/office/trainings", "/office/trainings/new",
      ...trainings.slice(0, 1).map((t) => `/office/trainings/${t.id}`), "/office/permits", "/office/appeals"],
  },
  {
    name: "organizer", account: "organizer", pages: ["/organizer", "/organizer/festivals/new", ...festivals.slice(0, 1).flatMap((f) =>
      ["", "/applications", "/vendors", "/check-in", "/report", "/features", "/slots", "/permits", "/plan", "/zones", "/terms", "/programme", "/picture", "/changes",
        "/members"].map((tab) => `/organizer/festivals/${f.slug}${tab}`)), ...planned.slice(0, 2).flatMap((f) =>
      ["", "/terms", "/applications", "/applications?state=appeals"].map((tab) => `/organizer/festivals/${f.slug}${tab}`))],
  },
  {
    name: "mentor", account: "mentor",
    pages: ["/mentor", "/mentor/shops", "/mentor/requests", ...requests.slice(0, 1).map((r) => `/mentor/requests/${r.id}`)],
  },
];

for (const audience of audiences) {
  for (const viewport of [phone, desktop]) {
    for (const language of ["id", "en"]) await visit(audience, viewport, language);
  }
}
await browser.close();
for (const [what, where] of misses) console.error(`  ${what}\n    on ${where.slice(0, 6).join(", ")}${where.length > 6 ? ` and ${where.length - 6} more` : ""}`);
console.log(`  ${looked} pages looked at; ${misses.size} kinds of findings`);
process.exit(misses.size === 0 ? 0 : 1);

async function visit(audience, viewport, language) {
  const context = await openContext(browser, { viewport, language });
  if (audience.account) await signIn(context, audience.account);
  const page = await context.newPage();
  const more = await audience.before?.(context, page) ?? [];
  for (const one of [...audience.pages, ...more]) {
    const { path, status } = typeof one === "string" ? { path: one, status: 200 } : one;
    const answer = await page.goto(path + (path.includes("?") ? "&" : "?") + `lang=${language}`);
    const where = `${audience.name} ${path} ${viewport.width} ${language}`;
    looked++;
    if (answer.status() !== status) note(`answers ${answer.status()}`, where);
    else await look(page, where);
  }
  await context.close();
}

async function look(page, where) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${where.replace(/[^a-z0-9]+/gi, "-")}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const v of violations) {
    for (const node of v.nodes) note(`${v.id}: ${v.help}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`, where);
  }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) note(`${over} px wider than the window`, where);
}

function note(what, where) {
  misses.set(what, [...misses.get(what) ?? [], where]);
}

// fillBasket puts goods of two shops into the basket, by the product pages' own forms.
async function fillBasket(context, page) {
  const { items } = await read(context, "/products?in_stock=true&limit=50");
  const other = items.find((p) => p.shop.slug !== product.shop.slug);
  for (const slug of [product.slug, other.slug]) {
    await page.goto(`/p/${slug}`);
    const kinds = page.locator("#buy input[type=radio]:not(:disabled)");
    if (await kinds.count() > 0) await kinds.first().check({ force: true });
    await page.locator("#buy button.buy").click();
    await page.waitForURL("**/cart");
  }
}

// placeOrder orders what is in the basket to be fetched at the shops, and answers the pages of the order, before and after paying.
async function placeOrder(context, page) {
  await fillBasket(context, page);
  await page.goto("/checkout");
  await page.fill("#f-name", "Pembeli");
  await page.fill("#f-phone", "081234567890");
  for (const name of await page.$$eval("input[type=radio][name^=shipping_]", (all) => [...new Set(all.map((i) => i.name))])) {
    await Promise.all([
      page.waitForResponse((r) => r.request().method() === "POST", { timeout: 5000 }).catch(() => {}), // a later choice may replace the request
      page.locator(`input[name="${name}"]`).first().check({ force: true }),
    ]);
    await page.waitForLoadState("networkidle");
  }
  await page.locator("input[name=payment_method][value=transfer]").check();
  await page.locator("#checkout button.buy:not([name])").click();
  await page.waitForURL(/\/orders\//);
  const number = new URL(page.url()).pathname.split("/")[2];
  return [`/orders/${number}/pay`, `/orders/${number}`];
}
