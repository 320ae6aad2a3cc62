package seeds

// OwnerEmail is the address of the owner of a demo shop.
var OwnerEmail = ownerEmail

// MentoredShops are all shops that mentoring.toml names.
func MentoredShops() []string {
	plan, err := loadMentored()
	if err != nil {
		panic(err) // the file is part of the binary
	}
	names := plan.Asleep
	for _, r := range plan.Requests {
		names = append(names, r.Shop)
	}
	for _, t := range plan.Trainings {
		names = append(append(names, t.Shops...), t.Came...)
	}
	return names
}
