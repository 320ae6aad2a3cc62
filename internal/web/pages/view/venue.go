package view

// FestivalVenue is the gate of a festival: who is here and who is missing.
type FestivalVenue struct {
	Here, Missing, Late int
	Zones               []VenueZone // with somebody missing first
	Form                Form
	Entrance            string // address that counts visitors at the entrance
	Visits              []VenueVisits
	Found               *VenuePlace // whose code was scanned, to be checked in
	Sheets              string      // address of all stall sheets; empty for the committee
}

// VenueZone is a zone with its vendors, those missing first.
type VenueZone struct {
	Name            string
	Missing, Vendor []VenuePlace
}

// VenuePlace is a vendor at its stall.
type VenuePlace struct {
	Number, Shop, Zone string
	Code               string
	Phone              string // as it is dialled; empty: none
	When               string // it came; empty: has not come
	Late               bool
}

// VenueVisits are the visitors of a door on a day.
type VenueVisits struct {
	Door, Day, Count string
}
