package orders

import "strings"

// Courier carries parcels from here. Its name is the same in every language.
type Courier struct {
	Name string
	// TrackingPage is where the courier shows what has become of a parcel. It is the page on which the number is typed: none of them
	// documents an address that takes the number, and those that circulate break with each new site.
	TrackingPage string
	also         []string // how else people write it
}

var couriers = []Courier{
	{"JNE", "https://www.jne.co.id/tracking-package", []string{"jne express"}},
	{"J&T Express", "https://www.jet.co.id/track", []string{"j&t", "jnt", "j & t"}},
	{"SiCepat", "https://www.sicepat.com/checkAwb", []string{"sicepat ekspres", "si cepat"}},
	{"Pos Indonesia", "https://www.posindonesia.co.id/id/tracking", []string{"pos", "pos ind", "posind"}},
	{"AnterAja", "https://anteraja.id/tracking", []string{"anter aja"}},
	{"Ninja Xpress", "https://www.ninjaxpress.co/", []string{"ninja", "ninja van", "ninja express"}},
	{"TIKI", "https://www.tiki.id/id/tracking", nil},
	{"Lion Parcel", "https://lionparcel.com/", []string{"lion"}},
	{"Wahana", "https://www.wahana.com/", []string{"wahana express"}},
}

// Couriers lists those that the desk offers, the most used first.
func Couriers() []Courier { return couriers }

// TrackingPage is where a parcel of the courier of this name can be followed; empty where the courier is not known.
func TrackingPage(courier string) string {
	name := strings.ToLower(strings.Join(strings.Fields(courier), " "))
	for _, c := range couriers {
		if name == strings.ToLower(c.Name) {
			return c.TrackingPage
		}
		for _, other := range c.also {
			if name == other {
				return c.TrackingPage
			}
		}
	}
	return ""
}
