// Fifteen errands at 390 px: five of a buyer, five of an owner, five of the office. Counts what each costs, and fails where one cannot
// be done or costs more taps than its budget. SHOTS=folder keeps a picture of where each ends.
import { aProduct, codeSentTo, openBrowser, openContext, placeOrder, read, send, signIn, table } from "./mall.mjs";
import { Visitor } from "./visitor.mjs";

const run = String(Date.now()).slice(-7); // keeps the names and numbers of two runs apart
const guest = { name: "Pembeli Tamu", phone: `0812${run}1` };
const newShop = `Dapur Uji ${run}`;
const village = "Kemiren";

// Each has a budget of taps with what they are for; a tap more needs a reason or a better page.
const errands = [
  {
    who: "buyer", goal: "finds coffee by search, and puts it and another shop's goods into one basket", start: "/",
    budget: 6, reason: "search, open, buy; go on, open, buy",
    async act(v) {
      await v.type("Cari barang", "kopi");
      await v.button("Cari");
      await v.sees("Hasil untuk");
      const first = cards(v).first();
      const shop = (await first.locator(".by").innerText()).split(" · ")[0];
      await v.tap(nameOf(first));
      await v.button("Masukkan keranjang");
      await v.link("Belanja lagi");
      await v.tap(nameOf(cards(v).filter({ hasNotText: shop }).first()));
      await v.button("Masukkan keranjang");
      await v.role("heading", shop).waitFor();
      await v.sees("Keranjang (2)");
    },
  },
  {
    who: "buyer", goal: "buys as a guest, in English, and has paid", start: "/", language: "en",
    budget: 13, reason: "open, buy, check out; four places at two taps each; order, pay",
    async act(v) {
      await v.tap(nameOf(cards(v).first()));
      await v.button("Add to basket");
      await v.link("Go to checkout");
      await v.type("Name", guest.name);
      await v.type("Phone", guest.phone);
      await v.choose("Province", "Jawa Timur");
      await v.choose("Regency", "Kabupaten Banyuwangi");
      await v.choose("District", "Glagah");
      await v.choose("Village", village);
      await v.type("Postal code", "68432");
      await v.type("Address", "Jalan Barong 5");
      await v.button("Place the order");
      await v.button("Pay");
      await v.role("heading", "Paid").waitFor();
    },
  },
  {
    who: "buyer", goal: "finds that order again as a guest, by a code to the phone", start: "/",
    budget: 5, reason: "menu, find, send, show, open",
    async act(v) {
      await v.unfold("Menu");
      await v.link("Cari pesanan saya");
      await v.type("Nomor HP", guest.phone);
      await v.button("Kirim kode");
      await v.type("Kode enam angka", await codeSentTo(outside, guest.phone));
      await v.button("Tampilkan pesanan");
      await v.tap(v.page.getByRole("main").getByRole("listitem").getByRole("link").first());
      await v.role("heading", "Sudah dibayar").waitFor();
    },
  },
  {
    who: "buyer", goal: "writes to the shop on WhatsApp about an order", start: () => paid.link,
    budget: 1, reason: "the link stands in the order, with the first words written",
    async act(v) {
      await v.context.route("https://wa.me/**", (route) => route.fulfill({ body: "WhatsApp" }));
      await v.link("Tulis ke toko di WhatsApp");
      await v.page.waitForURL("https://wa.me/**");
      const url = new URL(v.page.url());
      if (url.pathname !== `/${shop.phone.slice(1)}`) throw new Error(`leads to ${url.pathname}, not to the shop's ${shop.phone}`);
      if (!url.searchParams.get("text").includes(paid.number)) throw new Error(`says ${url.searchParams.get("text")}`);
    },
  },
  {
    who: "buyer", goal: "cancels a paid order before it is sent, and sees the money returned", start: () => cancelled.link,
    budget: 2, reason: "open the form, confirm",
    async act(v) {
      await v.unfold("Batalkan pesanan");
      await v.type("Alasan", "Salah alamat");
      await v.button("Ya, batalkan");
      await v.sees("dikembalikan ke cara bayar semula");
    },
  },
  {
    who: "owner", goal: "signs up by phone and applies for a shop", start: "/",
    budget: 7, reason: "menu, apply; code, sign in; a village at two taps; send",
    async act(v) {
      const phone = `0813${run}2`;
      await v.unfold("Menu");
      await v.link("Daftarkan toko");
      await v.type("Nomor HP", phone);
      await v.button("Kirim kode");
      await v.type("Kode enam angka", await codeSentTo(outside, phone));
      await v.button("Masuk");
      await v.type("Nama toko", newShop);
      await v.type("Cerita toko", "Keripik pisang dan sale dari dapur sendiri.");
      await v.type("Nomor HP", phone);
      await v.choose("Desa atau kelurahan", village);
      await v.type("Alamat", "Dusun Krajan RT 2 RW 1");
      await v.button("Kirim pendaftaran");
      await v.sees("Pendaftaran terkirim");
    },
  },
  {
    who: "owner", account: "seller", goal: "lists a product with two pictures, on show", start: "/seller",
    budget: 10, reason: "goods, new; a category at two taps; save; two pictures at three taps, send; on show",
    async act(v) {
      await v.link("Barang");
      await v.link("Tambah barang");
      await v.type("Judul", `Sale pisang ${run}`);
      await v.type("Penjelasan", "Pisang emas dijemur tiga hari, manisnya sendiri.");
      await v.choose("Kategori", "Keripik");
      await v.type("Harga (Rp)", "24.000");
      await v.type("Berat kirim (gram)", "250");
      await v.type("Stok", "12");
      await v.button("Simpan barang");
      await v.attach("Tambah foto", ...pictures);
      await v.button("Unggah");
      await v.button("Pajang sekarang");
      await v.sees("Barang dipajang");
      const shown = await v.page.getByRole("button", { name: "Simpan keterangan" }).count();
      if (shown !== pictures.length) throw new Error(`${shown} pictures are kept`);
    },
  },
  {
    who: "owner", account: "seller", goal: "changes the stock and the price of a product", start: "/seller",
    budget: 5, reason: "goods, product; stock, save; price, save",
    async act(v) {
      await v.link("Barang");
      await v.link(`Sale pisang ${run}`);
      await v.type("Harga (Rp)", "26.000");
      await v.button("Simpan barang");
      await v.sees("Perubahan disimpan");
      await v.link("12, ubah");
      await v.type("Tambah atau kurangi", "10");
      await v.button("Simpan stok");
      await v.sees("Stok disimpan");
      await v.sees("22, ubah");
    },
  },
  {
    who: "owner", account: "seller", goal: "accepts, packs and ships an order with its tracking number", start: "/seller",
    budget: 7, reason: "the task, the order; accept, pack; a courier at two taps; sent",
    async act(v) {
      await v.link(/Pesanan (harus|terlambat) diterima/);
      await v.link(paid.number);
      await v.button("Terima pesanan");
      await v.button("Sudah dikemas");
      await v.choose("Kurir", "JNE");
      await v.type("Nomor resi", "JNE0012345678");
      await v.button("Sudah dikirim");
      await v.sees("Tercatat dikirim");
    },
  },
  {
    who: "owner", account: "seller", goal: "sees what is sold, what waits and what was paid", start: "/seller",
    budget: 1, reason: "two figures stand on the desk, the rest is one tap away",
    async act(v) {
      await v.link("Semua catatan uang");
      for (const words of ["Terjual", "Menunggu diterima pembeli", "Bisa dicairkan", "Catatan"]) await v.sees(words);
    },
  },
  {
    who: "office", account: "verifier", goal: "sees what waits, and approves a shop", start: "/office",
    budget: 3, reason: "the task, the shop, the verdict",
    async act(v) {
      await v.link("Toko menunggu persetujuan");
      await v.link(newShop);
      await v.button("Setujui");
      await v.sees("Toko disetujui");
    },
  },
  {
    who: "office", account: "verifier", goal: "rejects an application with a reason", start: "/office",
    budget: 4, reason: "the task, the shop, the form, the verdict",
    async act(v) {
      await v.link("Toko menunggu persetujuan");
      await v.link(applicant.name);
      await v.unfold("Tolak pendaftaran");
      await v.type("Alasan", "Alamatnya belum lengkap; tulis RT dan RW.");
      await v.button("Tolak pendaftaran");
      await v.sees("Pendaftaran ditolak");
    },
  },
  {
    who: "office", account: "finance", goal: "looks at the proof of a transfer and confirms it", start: "/office",
    budget: 3, reason: "the task, the proof, the confirmation",
    async act(v) {
      await v.link("Transfer menunggu konfirmasi");
      const section = v.page.getByRole("region").filter({ hasText: transfer.number });
      const [proof] = await Promise.all([v.context.waitForEvent("page"), v.tap(section.getByRole("link", { name: "Buka bukti transfer" }))]);
      await proof.waitForLoadState();
      v.loads++;
      await proof.close();
      await v.tap(section.getByRole("button", { name: "sudah masuk" }));
      await v.sees("Transfer dikonfirmasi");
    },
  },
  {
    who: "office", account: "finance", goal: "finds an order by its number, and its history", start: "/office",
    budget: 1, reason: "the number is asked on the first page",
    async act(v) {
      await v.type("Nomor pesanan", transfer.number.replaceAll("-", " "));
      await v.button("Cari pesanan");
      await v.role("heading", "Riwayat").waitFor();
      await v.sees("Dibayar");
    },
  },
  {
    who: "office", account: "admin", goal: "suspends a shop with a reason", start: "/office",
    budget: 5, reason: "shops, approved, the shop; the form, the verdict",
    async act(v) {
      await v.tap(v.page.getByRole("main").getByRole("link", { name: "Toko", exact: true }));
      await v.link("Disetujui");
      await v.link(newShop);
      await v.unfold("Hentikan sementara");
      await v.type("Alasan", "Nomor HP toko tidak dapat dihubungi.");
      await v.button("Hentikan sementara");
      await v.sees("Toko dihentikan sementara");
    },
  },
];

// What has happened before: two orders that are paid, a transfer with its proof, and an application.
const browser = await openBrowser();
const outside = await openContext(browser);
const seller = await openContext(browser);
await signIn(seller, "seller");
const [{ slug }] = (await read(seller, "/me")).shops;
const shop = await read(seller, `/seller/shops/${slug}`);
const goods = await aProduct(outside, `&shop=${slug}`);
const { items: pictured } = await read(outside, "/products?limit=2");
const pictures = await Promise.all(pictured.map(async ({ image }, i) => (
  { name: `foto-${i + 1}.jpg`, mimeType: "image/jpeg", buffer: await (await outside.request.get(image.url)).body() })));
const contact = { name: "Pembeli", phone: `0812${run}3` };
const paid = await placeOrder(outside, goods, { contact, method: "sandbox" });
const cancelled = await placeOrder(outside, goods, { contact, method: "sandbox" });
const transfer = await placeOrder(outside, goods, { contact, method: "transfer", proof: pictures[0] });
const buyer = await openContext(browser);
await signIn(buyer, "buyer");
const applicant = await send(buyer, "/shops", { name: `Anyaman Uji ${run}`, district: "glagah", village, phone: `0812${run}4`, address_line: "Dusun Krajan" });

const rows = [["", "errand", "taps", "of", "fields", "pages", "s"]];
const misses = [];
for (const errand of errands) {
  const visitor = await Visitor.open(browser, errand.language ?? "id");
  if (errand.account) await signIn(visitor.context, errand.account);
  try {
    await visitor.start(typeof errand.start === "string" ? errand.start : errand.start());
    await errand.act(visitor);
    visitor.arrive();
    if (visitor.taps > errand.budget) misses.push(`${errand.who} ${errand.goal}: ${visitor.taps} taps, budget ${errand.budget} (${errand.reason})`);
  } catch (error) {
    misses.push(`${errand.who} ${errand.goal}: stops at ${visitor.page.url()}: ${error.message}`);
  }
  if (process.env.SHOTS) await visitor.page.screenshot({ path: `${process.env.SHOTS}/task-${rows.length}.png`, fullPage: true });
  rows.push([errand.who, errand.goal, visitor.taps, errand.budget, visitor.fields, visitor.loads, visitor.seconds?.toFixed(1) ?? "not done"]);
  await visitor.context.close();
}
await browser.close();
table(rows);
for (const miss of misses) console.error(`  ${miss}`);
process.exit(misses.length === 0 ? 0 : 1);

// nameOf is the link by which a card leads to its product; another may lead to the festival where it is sold.
function nameOf(card) {
  return card.getByRole("heading", { level: 3 }).getByRole("link");
}

// cards are the goods of a list.
function cards(visitor) {
  return visitor.page.getByRole("main").getByRole("listitem").filter({ has: visitor.page.locator("h3 a[href^='/p/']") });
}
