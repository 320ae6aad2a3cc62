package artwork

import "image/color"

// Kind is a sort of thing that can be drawn.
type Kind string

// still says how a kind is drawn: draw puts the thing with its foot on (0,0),
// about 560 units high and wide at most, detail fills the whole picture. A
// flat kind shows its cloth alone in front. width is half the shadow's, height
// about the thing's own.
type still struct {
	draw   func(*kit)
	detail func(*kit)
	tint   color.NRGBA
	width  float64
	height float64
	flat   bool
}

// The kinds.
const (
	Cloth       Kind = "cloth"
	FoldedCloth Kind = "folded_cloth"
	Shawl       Kind = "shawl"
	Shirt       Kind = "shirt"
	Udeng       Kind = "udeng"
	ToteBag     Kind = "tote_bag"
	CoffeeBag   Kind = "coffee_bag"
	GreenBeans  Kind = "green_beans"
	Chocolate   Kind = "chocolate"
	Jar         Kind = "jar"
	HoneyJar    Kind = "honey_jar"
	Bottle      Kind = "bottle"
	Pouch       Kind = "pouch"
	Biscuits    Kind = "biscuits"
	SnackBox    Kind = "snack_box"
	SugarDomes  Kind = "sugar_domes"
	Sack        Kind = "sack"
	Tin         Kind = "tin"
	DriedFish   Kind = "dried_fish"
	PasteBlock  Kind = "paste_block"
	DragonFruit Kind = "dragon_fruit"
	Citrus      Kind = "citrus"
	Durian      Kind = "durian"
	Mangosteen  Kind = "mangosteen"
	Banana      Kind = "banana"
	SpiceBowl   Kind = "spice_bowl"
	Basket      Kind = "basket"
	Besek       Kind = "besek"
	Tray        Kind = "tray"
	Lamp        Kind = "lamp"
	Hat         Kind = "hat"
	Mat         Kind = "mat"
	Bowl        Kind = "bowl"
	Spoons      Kind = "spoons"
	Coconut     Kind = "coconut"
	CoconutBox  Kind = "coconut_box"
	Board       Kind = "board"
	Stool       Kind = "stool"
	WoodBox     Kind = "wood_box"
	Drum        Kind = "drum"
	Mask        Kind = "mask"
	Eggs        Kind = "eggs"
	Bracelet    Kind = "bracelet"
	Flowers     Kind = "flowers"
	Boat        Kind = "boat"
	Kalimba     Kind = "kalimba"
	Fan         Kind = "fan"
	Crown       Kind = "crown"
	Beads       Kind = "beads"
	Tea         Kind = "tea"
	Soap        Kind = "soap"
	Candle      Kind = "candle"
)

var kinds map[Kind]still

func init() {
	kinds = map[Kind]still{
		Cloth:       {draw: foldedCloth, detail: motifDetail, width: 300, height: 310, flat: true},
		FoldedCloth: {draw: foldedCloth, detail: motifDetail, width: 300, height: 310},
		Shawl:       {draw: shawl, detail: fringeDetail, width: 0, height: 640},
		Shirt:       {draw: shirt, detail: seamDetail, width: 0, height: 640},
		Udeng:       {draw: udeng, detail: motifDetail, width: 210, height: 580},
		ToteBag:     {draw: toteBag, detail: seamDetail, width: 230, height: 600},
		CoffeeBag:   {draw: coffeeBag, detail: beanDetail, tint: tints["kopi"], width: 200, height: 610},
		GreenBeans:  {draw: coffeeBag, detail: beanDetail, tint: tints["hijau"], width: 200, height: 610},
		Chocolate:   {draw: chocolate, detail: chocolateDetail, tint: tints["cokelat"], width: 210, height: 600},
		Jar:         {draw: jar, detail: grainDetail, tint: tints["gula"], width: 190, height: 490},
		HoneyJar:    {draw: honeyJar, detail: honeyDetail, tint: tints["madu"], width: 190, height: 490},
		Bottle:      {draw: bottle, detail: liquidDetail, tint: tints["jahe"], width: 130, height: 600},
		Pouch:       {draw: pouch, detail: chipDetail, tint: tints["pisang"], width: 220, height: 560},
		Biscuits:    {draw: biscuits, detail: biscuitDetail, tint: tints["telur"], width: 260, height: 440},
		SnackBox:    {draw: snackBox, detail: sweetDetail, tint: tints["gula"], width: 250, height: 410},
		SugarDomes:  {draw: sugarDomes, detail: grainDetail, tint: tints["gula"], width: 250, height: 240},
		Sack:        {draw: sack, detail: riceDetail, tint: tints["beras"], width: 220, height: 540},
		Tin:         {draw: tin, detail: labelDetail, tint: tints["ikan"], width: 200, height: 400},
		DriedFish:   {draw: driedFish, detail: scaleDetail, tint: tints["ikan"], width: 290, height: 290},
		PasteBlock:  {draw: pasteBlock, detail: grainDetail, tint: tints["udang"], width: 250, height: 300},
		DragonFruit: {draw: dragonFruit, detail: dragonDetail, tint: tints["naga"], width: 240, height: 560},
		Citrus:      {draw: citrus, detail: citrusDetail, tint: tints["jeruk"], width: 260, height: 430},
		Durian:      {draw: durian, detail: durianDetail, tint: tints["hijau"], width: 230, height: 500},
		Mangosteen:  {draw: mangosteen, detail: mangosteenDetail, tint: tints["manggis"], width: 260, height: 430},
		Banana:      {draw: banana, detail: chipDetail, tint: tints["pisang"], width: 250, height: 500},
		SpiceBowl:   {draw: spiceBowl, detail: spiceDetail, tint: tints["kopi"], width: 240, height: 300},
		Basket:      {draw: basket, detail: weaveDetail, tint: tints["bambu"], width: 230, height: 430},
		Besek:       {draw: besek, detail: weaveDetail, tint: tints["bambu"], width: 250, height: 510},
		Tray:        {draw: tray, detail: weaveDetail, tint: tints["bambu"], width: 220, height: 580},
		Lamp:        {draw: lamp, detail: weaveDetail, tint: tints["bambu"], width: 180, height: 590},
		Hat:         {draw: hat, detail: weaveDetail, tint: tints["pandan"], width: 290, height: 400},
		Mat:         {draw: mat, detail: weaveDetail, tint: tints["pandan"], width: 270, height: 450},
		Bowl:        {draw: bowl, detail: woodDetail, tint: tints["jati"], width: 240, height: 560},
		Spoons:      {draw: spoons, detail: woodDetail, tint: tints["jati"], width: 130, height: 600},
		Coconut:     {draw: coconut, detail: woodDetail, tint: tints["kelapa"], width: 200, height: 430},
		CoconutBox:  {draw: coconutBox, detail: woodDetail, tint: tints["kelapa"], width: 200, height: 430},
		Bracelet:    {draw: bracelet, detail: beadDetail, width: 300, height: 470},
		Flowers:     {draw: flowers, detail: flowerDetail, width: 300, height: 520},
		Boat:        {draw: boat, detail: boatDetail, tint: tints["merah"], width: 260, height: 570},
		Board:       {draw: board, detail: woodDetail, tint: tints["jati"], width: 220, height: 560},
		Stool:       {draw: stool, detail: woodDetail, tint: tints["jati"], width: 280, height: 390},
		WoodBox:     {draw: woodBox, detail: woodDetail, tint: tints["jati"], width: 260, height: 400},
		Drum:        {draw: drum, detail: woodDetail, tint: tints["bambu"], width: 290, height: 570},
		Mask:        {draw: mask, detail: woodDetail, tint: tints["hitam"], width: 130, height: 620},
		Eggs:        {draw: eggs, detail: eggDetail, tint: tints["telur"], width: 270, height: 370},
		Kalimba:     {draw: kalimba, detail: tineDetail, tint: tints["jati"], width: 190, height: 530},
		Fan:         {draw: fan, detail: motifDetail, width: 120, height: 500},
		Crown:       {draw: crown, detail: crownDetail, tint: hex(0xd9a441), width: 220, height: 560},
		Beads:       {draw: beads, detail: beadDetail, width: 190, height: 570},
		Tea:         {draw: tea, detail: leafDetail, tint: tints["daun"], width: 220, height: 500},
		Soap:        {draw: soap, detail: soapDetail, tint: tints["daun"], width: 260, height: 370},
		Candle:      {draw: candle, detail: waxDetail, tint: tints["susu"], width: 190, height: 380},
	}
}
